using System.Collections.Immutable;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Operators.Windows.Kinds;
using Tally.Engine.Operators.Windows;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql.Ast;
using Tally.Engine.Sql;

namespace Tally.Engine.Planning.Binding;

/// <summary>Binds TUMBLE, HOP, CUMULATE and SESSION in FROM, with positional or named arguments.</summary>
sealed class WindowFunctionBinder(FromBinder from)
{
    public LogicalNode Bind(FunctionTable call)
    {
        var kind = WindowKind.Find(call.Name) ?? throw new SqlException(ErrorCode.UnknownFunction, call.Span,
            $"there is no table function {call.Name}",
            OtherDialects.OfFunction(call.Name) ?? NearNames.Hint(call.Name, WindowKind.All.Select(known => known.Name)));
        var arguments = Arrange(call, kind);
        var data = arguments["DATA"];
        if (data.Table is null)
            throw new SqlException(ErrorCode.BadWindow, data.Span,
                $"the first argument of {call.Name} must be TABLE name or a query in parentheses");
        var input = from.Bind(data.Table).Plan;
        var time = TimeColumn(call, arguments["TIMECOL"], input);
        var function = Function(call, kind, arguments, input.Schema[time].Type);
        var partition = data.PartitionBy.Select(expression => PartitionColumn(kind, expression, input)).ToImmutableArray();
        var node = new WindowNode(input, function, time, partition) { Span = call.Span };
        var names = Names.MakeUnique(node.Schema.Fields.Select(field => field.Name));
        return names.SequenceEqual(node.Schema.Fields.Select(field => field.Name))
            ? node
            : new ProjectNode(node, [.. NodeColumns.All(node)], names);
    }

    static Dictionary<string, TableArgument> Arrange(FunctionTable call, WindowKind kind)
    {
        var parameters = kind.Parameters;
        var arranged = new Dictionary<string, TableArgument>();
        for (var i = 0; i < call.Arguments.Length; i++)
        {
            var argument = call.Arguments[i];
            if (argument.Name is null && i >= parameters.Length) throw Count(call, kind);
            var name = argument.Name?.Name.ToUpperInvariant() ?? parameters[i];
            if (!parameters.Contains(name))
                throw new SqlException(ErrorCode.BadWindow, argument.Name!.Span, $"{call.Name} has no argument {name}",
                    $"its arguments are {string.Join(", ", parameters)}");
            if (i == 0 && name != "DATA")
                throw new SqlException(ErrorCode.BadWindow, argument.Span,
                    "DATA must be the first argument: the column of DESCRIPTOR is looked up in it");
            if (!arranged.TryAdd(name, argument))
                throw new SqlException(ErrorCode.BadWindow, argument.Span, $"the argument {name} is given twice");
        }
        return kind.Required.All(arranged.ContainsKey) ? arranged : throw Count(call, kind);
    }

    static SqlException Count(FunctionTable call, WindowKind kind)
    {
        var more = kind.Parameters.Length > kind.Required.Length ? " and perhaps OFFSET" : "";
        return new(ErrorCode.BadArgumentCount, call.Span,
            $"{call.Name} takes {string.Join(", ", kind.Required)}{more}, found {call.Arguments.Length} argument(s)");
    }

    static int TimeColumn(FunctionTable call, TableArgument argument, LogicalNode input)
    {
        if (argument.Descriptor is not [var name])
            throw new SqlException(ErrorCode.BadWindow, argument.Span, "the time column must be given as DESCRIPTOR(column)");
        var column = Find(name, input);
        var type = input.Schema[column].Type;
        return type.IsTimestamp ? column
            : throw new SqlException(ErrorCode.BadWindow, name.Span,
                $"{call.Name} needs a time column of type TIMESTAMP or TIMESTAMP_LTZ; `{name.Name}` is {type}");
    }

    static int PartitionColumn(WindowKind kind, SqlExpression expression, LogicalNode input)
    {
        if (kind.IsSliced)
            throw new SqlException(ErrorCode.BadWindow, expression.Span, $"{kind} takes no PARTITION BY; group by the column instead");
        return expression is NameExpression { Parts: [var name] } ? Find(name, input)
            : throw new SqlException(ErrorCode.BadWindow, expression.Span, "PARTITION BY of SESSION takes columns");
    }

    static int Find(Identifier name, LogicalNode input) => input.Schema.IndexOf(name.Name) is >= 0 and var column ? column
        : throw new SqlException(ErrorCode.UnknownColumn, name.Span, $"there is no column `{name.Name}` in the table",
            NearNames.Hint(name.Name, input.Schema.Fields.Select(field => field.Name)));

    WindowFunction Function(FunctionTable call, WindowKind kind, Dictionary<string, TableArgument> arguments, SqlType time)
    {
        var zone = time.Kind == TypeKind.TimestampLtz ? from.Queries.Context.TimeZone : null;
        var size = arguments[kind.SizeName];
        var slide = kind.SlideName is { } slideName ? arguments.GetValueOrDefault(slideName) : null;
        var offset = arguments.GetValueOrDefault("OFFSET");
        var sizeMs = Positive(call, size);
        var slideMs = slide is null ? sizeMs : Positive(call, slide);
        var offsetMs = offset is null ? 0 : Interval(call, offset);
        if (sizeMs % slideMs != 0)
            throw new SqlException(ErrorCode.BadWindow, call.Span,
                $"the size of {kind} must be a multiple of its {kind.SlideName?.ToLowerInvariant()}: {WindowFunction.Duration(sizeMs)} is "
                    + $"none of {WindowFunction.Duration(slideMs)}");
        if (Math.Abs(offsetMs) >= sizeMs)
            throw new SqlException(ErrorCode.BadWindow, offset!.Span,
                $"the offset must be smaller than the size: {WindowFunction.Duration(offsetMs)} against {WindowFunction.Duration(sizeMs)}");
        return new(kind, sizeMs, slideMs, offsetMs, zone) { LatenessMs = AllowedLateness.Of(from.Queries.Context) };
    }

    long Positive(FunctionTable call, TableArgument argument) => Interval(call, argument) is > 0 and var ms ? ms
        : throw new SqlException(ErrorCode.BadWindow, argument.Span, $"the intervals of {call.Name} must be positive");

    long Interval(FunctionTable call, TableArgument argument)
    {
        if (argument.Value is null)
            throw new SqlException(ErrorCode.BadWindow, argument.Span,
                $"{call.Name} expects an interval here, such as INTERVAL '1' MINUTE");
        return Interval(argument.Value, call.Name, from.Queries.Context);
    }

    /// <summary>The milliseconds of a constant interval.</summary>
    public static long Interval(SqlExpression expression, string what, BindingContext context)
    {
        var value = new ExpressionBinder(new InputScope(NameScope.Empty(null), what, null), context).Bind(expression);
        if (value.Type.Kind == TypeKind.IntervalYearMonth)
            throw new SqlException(ErrorCode.BadWindow, expression.Span,
                $"{what} takes intervals of days or less: months and years have no fixed length");
        if (value.Type.Kind != TypeKind.IntervalDaySecond || !ExpressionTree.IsConstant(value))
            throw new SqlException(ErrorCode.BadWindow, expression.Span,
                $"{what} expects an interval here, such as INTERVAL '1' MINUTE, not {value.Type}");
        return ExpressionTree.Evaluate(value).Int64;
    }
}
