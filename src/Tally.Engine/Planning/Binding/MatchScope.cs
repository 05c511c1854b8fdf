using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.Operators.Matching;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Binding;

/// <summary>What names mean in DEFINE and MEASURES: V.price is the price of the last row of V. Every value that is taken from rows becomes
/// a column of its own.</summary>
sealed class MatchScope(LogicalNode input, IReadOnlyList<string> variables, SqlType time, BindingContext context) : IExpressionScope
{
    public List<MatchReference> References { get; } = [];

    public Expression? TryBind(SqlExpression node, ExpressionBinder binder)
    {
        switch (node)
        {
            case CallExpression { Over: not null } or QueryExpression or InQueryExpression or ExistsExpression:
                throw new SqlException(ErrorCode.Unsupported, node.Span, "queries and OVER cannot stand in MATCH_RECOGNIZE");
            case CallExpression call when call.Name.ToUpperInvariant() is "FIRST" or "LAST":
                return Navigate(call);
            case CallExpression { Arguments: [] } call when call.Name.Equals("MATCH_ROWTIME", StringComparison.OrdinalIgnoreCase):
                return Reference(new TimeReference(time.WithNullable(true)), call.Span);
            case CallExpression call when call.Name.ToUpperInvariant() is "PREV" or "NEXT" or "CLASSIFIER" or "MATCH_NUMBER"
                or "MATCH_PROCTIME":
                throw new SqlException(ErrorCode.Unsupported, call.Span, $"{call.Name.ToUpperInvariant()} is not supported",
                    "LAST(V.column, 1) is the row of V before its last");
            case CallExpression call when AggregateRegistry.IsAggregate(call.Name):
                return Aggregate(call);
            default:
                return null;
        }
    }

    public Expression BindName(NameExpression name)
    {
        var row = new MatchRowScope(input, variables);
        var argument = row.BindName(name);
        return Reference(new RowReference(row.Variable, false, 0, argument), name.Span);
    }

    ColumnReference Navigate(CallExpression call)
    {
        if (call.Arguments.Length is < 1 or > 2)
            throw new SqlException(ErrorCode.BadArgumentCount, call.Span,
                $"{call.Name.ToUpperInvariant()} takes a column of a variable and perhaps a number of rows");
        var row = new MatchRowScope(input, variables);
        var argument = new ExpressionBinder(row, context).Bind(call.Arguments[0]);
        var offset = call.Arguments.Length == 1 ? 0 : Offset(call.Arguments[1]);
        return Reference(new RowReference(row.Variable, call.Name.Equals("FIRST", StringComparison.OrdinalIgnoreCase), offset, argument),
            call.Span);
    }

    static int Offset(SqlExpression node) =>
        node is NumberLiteral number
            && int.TryParse(number.Text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture,
                out var offset) ? offset
        : throw new SqlException(ErrorCode.BadArgument, node.Span, "the number of rows must be a whole number");

    ColumnReference Aggregate(CallExpression call)
    {
        if (call.Distinct) throw new SqlException(ErrorCode.Unsupported, call.Span, "DISTINCT cannot stand in MATCH_RECOGNIZE");
        var row = new MatchRowScope(input, variables);
        var binder = new ExpressionBinder(row, context);
        var arguments = CallPlacement.IsCountOfRows(call) ? [] : call.Arguments.Select(binder.Bind).ToArray();
        var bound = AggregateRegistry.Bind(call.Name.ToUpperInvariant(), [.. arguments.Select(argument => argument.Type)], false, true, "",
            out var error)
            ?? throw new SqlException(ErrorCode.BadArgument, call.Span, error ?? $"{call.Name} cannot take these arguments");
        return Reference(new AggregateReference(row.Variable, bound with { Arguments = [.. Enumerable.Range(0, arguments.Length)] },
            [.. arguments]), call.Span);
    }

    ColumnReference Reference(MatchReference reference, TextSpan span)
    {
        var index = References.FindIndex(known => known.ToString() == reference.ToString());
        if (index < 0)
        {
            index = References.Count;
            References.Add(reference);
        }
        return new(index, reference.ToString()!, reference.Type) { Span = span };
    }
}

/// <summary>What names mean inside FIRST, LAST and aggregates: columns of rows of one variable.</summary>
sealed class MatchRowScope(LogicalNode input, IReadOnlyList<string> variables) : IExpressionScope
{
    bool _isNamed;

    /// <summary>The variable that was named; -1: none, so all rows.</summary>
    public int Variable { get; private set; } = -1;

    public Expression? TryBind(SqlExpression node, ExpressionBinder binder) =>
        node is CallExpression call && (AggregateRegistry.IsAggregate(call.Name) || call.Name.ToUpperInvariant() is "FIRST" or "LAST")
        ? throw new SqlException(ErrorCode.MisplacedAggregate, call.Span, $"{call.Name.ToUpperInvariant()} cannot stand inside another one")
        : null;

    public Expression BindName(NameExpression name)
    {
        var variable = name.Parts.Length > 1 ? IndexOf(name.Parts[0].Name) : -1;
        if (_isNamed && variable != Variable)
            throw new SqlException(ErrorCode.BadArgument, name.Span, "one variable only can be named here");
        (_isNamed, Variable) = (true, variable);
        var parts = name.Parts.AsSpan()[(variable < 0 ? 0 : 1)..];
        var column = input.Schema.IndexOf(parts[0].Name);
        if (column < 0)
            throw new SqlException(ErrorCode.UnknownColumn, name.Span, $"there is no column or variable `{parts[0].Name}` here",
                NearNames.Hint(parts[0].Name, input.Schema.Fields.Select(field => field.Name).Concat(variables)));
        var reference = NodeColumns.Of(input, column);
        reference.Span = name.Span;
        return FieldAccess.Path(reference, parts[1..]);
    }

    int IndexOf(string name)
    {
        for (var i = 0; i < variables.Count; i++)
            if (variables[i] == name) return i;
        return -1;
    }
}
