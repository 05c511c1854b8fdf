using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.Operators.Over;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Binding;

/// <summary>Binds the OVER calls of SELECT, which all share one window.</summary>
sealed class OverBinder(ExpressionBinder binder, RelationBuilder box, SelectScope scope)
{
    static readonly OverFrame s_rows = new(true, null);
    static readonly OverFrame s_range = new(false, null);

    /// <summary>Puts the OVER node on the plan, when there is a call.</summary>
    public void Bind(SelectBody select, IReadOnlyList<SqlExpression> written)
    {
        var calls = written.SelectMany(node => SyntaxTree.Descendants(node)).OfType<CallExpression>().Where(call => call.Over is not null)
            .DistinctBy(scope.Text.Of).ToList();
        if (calls.Count == 0) return;
        var columns = new ColumnList(box.Node);
        var windows = calls.Select(call => Window(call, select, columns)).ToList();
        for (var i = 1; i < calls.Count; i++)
            if (!windows[i].SameAs(windows[0]))
                throw new SqlException(ErrorCode.Unsupported, calls[i].Span,
                    "all OVER calls of one SELECT must use the same window (partition, order and frame)",
                    "compute them in queries one inside the other");
        var bound = calls.Select(call => Call(call, columns)).ToImmutableArray();
        var input = columns.ToNode(box.Node);
        box.Node = new OverNode(input, windows[0].PartitionBy, windows[0].Order, windows[0].Frame, bound) { Span = calls[0].Span };
        for (var i = 0; i < calls.Count; i++) scope.Replace(calls[i], scope.Text.Of(calls[i]), input.Schema.Count + i);
    }

    BoundWindow Window(CallExpression call, SelectBody select, ColumnList columns)
    {
        var over = Resolve(call.Over!, select);
        var partition = over.PartitionBy.Select(expression => columns.Add(binder.Bind(expression))).ToImmutableArray();
        var order = over.OrderBy.Select(item => QueryBinder.SortOf(item, columns.Add(binder.Bind(item.Expression)))).ToImmutableArray();
        return new(partition, order, Frame(call, over));
    }

    static OverClause Resolve(OverClause over, SelectBody select)
    {
        if (over.Reference is not { } name) return over;
        var named = select.Windows.FirstOrDefault(window => window.Name.Name == name.Name)?.Definition
            ?? throw new SqlException(ErrorCode.UnknownColumn, name.Span, $"there is no WINDOW `{name.Name}`",
                NearNames.Hint(name.Name, select.Windows.Select(window => window.Name.Name)));
        return named with
        {
            PartitionBy = over.PartitionBy.IsEmpty ? named.PartitionBy : over.PartitionBy,
            OrderBy = over.OrderBy.IsEmpty ? named.OrderBy : over.OrderBy,
            Frame = over.Frame ?? named.Frame,
        };
    }

    // Without a frame ROW_NUMBER and LAG count rows; everything else sees all rows up to the current time.
    OverFrame Frame(CallExpression call, OverClause over)
    {
        var name = call.Name.ToUpperInvariant();
        if (over.Frame is not { } frame) return name is "ROW_NUMBER" or "LAG" or "LEAD" ? s_rows : s_range;
        if (frame.End.Kind != "CURRENT ROW")
            throw new SqlException(ErrorCode.Unsupported, frame.End.Span,
                "a frame must end at CURRENT ROW: the rows that follow are not known yet");
        if (frame.Start.Kind == "UNBOUNDED PRECEDING") return new(frame.Rows, null);
        if (frame.Start.Kind == "CURRENT ROW") return new(frame.Rows, 0);
        if (frame.Start is not { Kind: "PRECEDING", Value: { } value })
            throw new SqlException(ErrorCode.Unsupported, frame.Start.Span, $"a frame cannot start at {frame.Start.Kind}");
        if (!frame.Rows) return new(false, WindowFunctionBinder.Interval(value, "RANGE", binder.Context));
        return value is NumberLiteral literal
            && long.TryParse(literal.Text, System.Globalization.CultureInfo.InvariantCulture, out var rows) ? new(true, rows)
            : throw new SqlException(ErrorCode.BadArgument, value.Span, "ROWS takes a whole number");
    }

    AggregateCall Call(CallExpression call, ColumnList columns)
    {
        var name = call.Name.ToUpperInvariant();
        if (name is "LEAD")
            throw new SqlException(ErrorCode.Unsupported, call.Span, "LEAD needs rows that have not come yet; a stream knows only LAG");
        if (call.Filter is not null && CallPlacement.NeedsOver(name))
            throw new SqlException(ErrorCode.MisplacedAggregate, call.Span, $"FILTER stands behind {name}, which is no aggregate");
        var arguments = CallPlacement.IsCountOfRows(call) ? [] : call.Arguments.Select(binder.Bind).ToArray();
        if (name is "ROW_NUMBER" or "RANK" or "DENSE_RANK")
            return new(name, [], SqlType.BigInt.WithNullable(false));
        if (name == "LAG") return Lag(call, arguments, columns);
        if (!AggregateRegistry.IsAggregate(name))
            throw new SqlException(ErrorCode.Unsupported, call.Span, $"{name} with OVER", NearNames.Hint(name, AggregateRegistry.Names));
        var filter = call.Filter is null ? -1 : columns.Add(SelectBinder.Condition(binder, call.Filter, "FILTER"));
        var bound =
            AggregateRegistry.Bind(name, [.. arguments.Select(argument => argument.Type)], call.Distinct, filter >= 0, "", out var error)
            ?? throw new SqlException(ErrorCode.BadArgument, call.Span, error ?? $"{name} cannot take these arguments");
        return bound with { Arguments = [.. arguments.Select(columns.Add)], Filter = filter };
    }

    // LAG(value [, offset [, default]]): the default decides whether the result may be NULL where there is no such row.
    AggregateCall Lag(CallExpression call, Expression[] arguments, ColumnList columns)
    {
        if (arguments.Length is < 1 or > 3)
            throw new SqlException(ErrorCode.BadArgumentCount, call.Span, "LAG takes a value, perhaps a number of rows and a default");
        if (arguments.Length > 1 && !(arguments[1].Type.IsInteger && ExpressionTree.IsConstant(arguments[1])))
            throw new SqlException(ErrorCode.BadArgument, call.Arguments[1].Span,
                "the second argument of LAG is a constant number of rows");
        var type = arguments[0].Type.WithoutTimeAttribute().WithNullable(true);
        if (arguments.Length > 2)
        {
            type = TypeRules.Common(type, arguments[2].Type)
                ?? throw new SqlException(ErrorCode.TypeMismatch, call.Arguments[2].Span,
                    $"the default of LAG is {arguments[2].Type}, the value {arguments[0].Type}");
            type = type.WithNullable(arguments[2].Type.Nullable);
            arguments[2] = binder.Cast(arguments[2], type);
            arguments[0] = binder.Cast(arguments[0], type);
        }
        return new("LAG", [.. arguments.Select(argument => argument.Type)], type) { Arguments = [.. arguments.Select(columns.Add)] };
    }

    sealed record BoundWindow(ImmutableArray<int> PartitionBy, ImmutableArray<SortColumn> Order, OverFrame Frame)
    {
        public bool SameAs(BoundWindow other) =>
            PartitionBy.SequenceEqual(other.PartitionBy) && Order.SequenceEqual(other.Order) && Frame == other.Frame;
    }
}
