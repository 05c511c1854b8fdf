using System.Collections.Immutable;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Binding;

/// <summary>Binds TUMBLE, HOP, CUMULATE and SESSION in FROM, with positional or named arguments.</summary>
sealed class WindowFunctionBinder(FromBinder from)
{
    static readonly Dictionary<string, string[]> s_parameters = new()
    {
        ["TUMBLE"] = ["DATA", "TIMECOL", "SIZE", "OFFSET"],
        ["HOP"] = ["DATA", "TIMECOL", "SLIDE", "SIZE", "OFFSET"],
        ["CUMULATE"] = ["DATA", "TIMECOL", "STEP", "SIZE", "OFFSET"],
        ["SESSION"] = ["DATA", "TIMECOL", "GAP"],
    };

    public LogicalNode Bind(FunctionTable call)
    {
        if (!s_parameters.TryGetValue(call.Name, out var parameters))
            throw new SqlException(ErrorCode.UnknownFunction, call.Span, $"there is no table function {call.Name}", OtherDialects.OfFunction(call.Name) ?? NearNames.Hint(call.Name, s_parameters.Keys));
        var arguments = Arrange(call, parameters);
        var data = arguments["DATA"];
        if (data.Table is null) throw new SqlException(ErrorCode.BadWindow, data.Span, $"the first argument of {call.Name} must be TABLE name or a query in parentheses");
        var input = from.Bind(data.Table).Plan;
        var time = TimeColumn(call, arguments["TIMECOL"], input);
        var function = Function(call, arguments, input.Schema[time].Type);
        var partition = data.PartitionBy.Select(expression => PartitionColumn(call, expression, input)).ToImmutableArray();
        var node = new WindowNode(input, function, time, partition) { Span = call.Span };
        var names = Names.MakeUnique(node.Schema.Fields.Select(field => field.Name));
        return names.SequenceEqual(node.Schema.Fields.Select(field => field.Name)) ? node : new ProjectNode(node, [.. NodeColumns.All(node)], names);
    }

    static Dictionary<string, TableArgument> Arrange(FunctionTable call, string[] parameters)
    {
        var required = call.Name is "TUMBLE" or "SESSION" ? 3 : 4;
        var arranged = new Dictionary<string, TableArgument>();
        for (var i = 0; i < call.Arguments.Length; i++)
        {
            var argument = call.Arguments[i];
            if (argument.Name is null && i >= parameters.Length) throw Count(call, parameters, required);
            var name = argument.Name?.Name.ToUpperInvariant() ?? parameters[i];
            if (!parameters.Contains(name))
                throw new SqlException(ErrorCode.BadWindow, argument.Name!.Span, $"{call.Name} has no argument {name}", $"its arguments are {string.Join(", ", parameters)}");
            if (i == 0 && name != "DATA") throw new SqlException(ErrorCode.BadWindow, argument.Span, "DATA must be the first argument: the column of DESCRIPTOR is looked up in it");
            if (!arranged.TryAdd(name, argument)) throw new SqlException(ErrorCode.BadWindow, argument.Span, $"the argument {name} is given twice");
        }
        return parameters.Take(required).All(arranged.ContainsKey) ? arranged : throw Count(call, parameters, required);
    }

    static SqlException Count(FunctionTable call, string[] parameters, int required) =>
        new(ErrorCode.BadArgumentCount, call.Span, $"{call.Name} takes {string.Join(", ", parameters.Take(required))}{(parameters.Length > required ? " and perhaps OFFSET" : "")}, found {call.Arguments.Length} argument(s)");

    static int TimeColumn(FunctionTable call, TableArgument argument, LogicalNode input)
    {
        if (argument.Descriptor is not [var name])
            throw new SqlException(ErrorCode.BadWindow, argument.Span, "the time column must be given as DESCRIPTOR(column)");
        var column = Find(name, input);
        var type = input.Schema[column].Type;
        return type.IsTimestamp ? column
            : throw new SqlException(ErrorCode.BadWindow, name.Span, $"{call.Name} needs a time column of type TIMESTAMP or TIMESTAMP_LTZ; `{name.Name}` is {type}");
    }

    static int PartitionColumn(FunctionTable call, SqlExpression expression, LogicalNode input)
    {
        if (call.Name != "SESSION") throw new SqlException(ErrorCode.BadWindow, expression.Span, $"{call.Name} takes no PARTITION BY; group by the column instead");
        return expression is NameExpression { Parts: [var name] } ? Find(name, input)
            : throw new SqlException(ErrorCode.BadWindow, expression.Span, "PARTITION BY of SESSION takes columns");
    }

    static int Find(Identifier name, LogicalNode input) => input.Schema.IndexOf(name.Name) is >= 0 and var column ? column
        : throw new SqlException(ErrorCode.UnknownColumn, name.Span, $"there is no column `{name.Name}` in the table", NearNames.Hint(name.Name, input.Schema.Fields.Select(field => field.Name)));

    WindowFunction Function(FunctionTable call, Dictionary<string, TableArgument> arguments, SqlType time)
    {
        var zone = time.Kind == TypeKind.TimestampLtz ? from.Queries.Context.TimeZone : null;
        var size = arguments[call.Name == "SESSION" ? "GAP" : "SIZE"];
        var slide = arguments.GetValueOrDefault(call.Name == "HOP" ? "SLIDE" : "STEP");
        var offset = arguments.GetValueOrDefault("OFFSET");
        var sizeMs = Positive(call, size);
        var slideMs = slide is null ? sizeMs : Positive(call, slide);
        var offsetMs = offset is null ? 0 : Interval(call, offset);
        if (sizeMs % slideMs != 0)
            throw new SqlException(ErrorCode.BadWindow, call.Span, $"the size of {call.Name} must be a multiple of its {(call.Name == "HOP" ? "slide" : "step")}: {WindowFunction.Duration(sizeMs)} is none of {WindowFunction.Duration(slideMs)}");
        if (Math.Abs(offsetMs) >= sizeMs)
            throw new SqlException(ErrorCode.BadWindow, offset!.Span, $"the offset must be smaller than the size: {WindowFunction.Duration(offsetMs)} against {WindowFunction.Duration(sizeMs)}");
        return new(call.Name, sizeMs, slideMs, offsetMs, zone) { LatenessMs = call.Name == "SESSION" ? 0 : AllowedLateness.Of(from.Queries.Context) };
    }

    long Positive(FunctionTable call, TableArgument argument) => Interval(call, argument) is > 0 and var ms ? ms
        : throw new SqlException(ErrorCode.BadWindow, argument.Span, $"the intervals of {call.Name} must be positive");

    long Interval(FunctionTable call, TableArgument argument)
    {
        if (argument.Value is null) throw new SqlException(ErrorCode.BadWindow, argument.Span, $"{call.Name} expects an interval here, such as INTERVAL '1' MINUTE");
        return Interval(argument.Value, call.Name, from.Queries.Context);
    }

    /// <summary>The milliseconds of a constant interval.</summary>
    public static long Interval(SqlExpression expression, string what, BindingContext context)
    {
        var value = new ExpressionBinder(new InputScope(NameScope.Empty(null), what, null), context).Bind(expression);
        if (value.Type.Kind == TypeKind.IntervalYearMonth)
            throw new SqlException(ErrorCode.BadWindow, expression.Span, $"{what} takes intervals of days or less: months and years have no fixed length");
        if (value.Type.Kind != TypeKind.IntervalDaySecond || !ExpressionTree.IsConstant(value))
            throw new SqlException(ErrorCode.BadWindow, expression.Span, $"{what} expects an interval here, such as INTERVAL '1' MINUTE, not {value.Type}");
        return ExpressionTree.Evaluate(value).Int64;
    }
}
