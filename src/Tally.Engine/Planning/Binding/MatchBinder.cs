using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Operators.Matching;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Binding;

/// <summary>Binds MATCH_RECOGNIZE, in the part of it that Flink knows.</summary>
sealed class MatchBinder(FromBinder from)
{
    public LogicalNode Bind(MatchTable match)
    {
        var input = from.Bind(match.Input).Plan;
        CheckForm(match);
        var variables = match.Pattern.Select(element => element.Variable.Name).ToImmutableArray();
        var partition = match.PartitionBy.Select(expression => ColumnOf(expression, input)).ToImmutableArray();
        var order = match.OrderBy.Select(item => QueryBinder.SortOf(item, ColumnOf(item.Expression, input))).ToImmutableArray();
        var time = input.Schema[order[0].Column].Type;
        var scope = new MatchScope(input, variables, time, from.Queries.Context);
        var binder = new ExpressionBinder(scope, from.Queries.Context);
        var conditions = variables.Select(variable => Condition(match, variable, binder)).ToImmutableArray();
        var measures = match.Measures.Select(item => binder.Bind(item.Expression)).ToImmutableArray();
        var names = Names.MakeUnique(partition.Select(column => input.Schema[column].Name)
            .Concat(match.Measures.Select(item => item.Alias!.Name))).Skip(partition.Length).ToImmutableArray();
        var (skip, skipTo) = Skip(match, variables);
        long? within = match.Within is null ? null : WindowFunctionBinder.Interval(match.Within, "WITHIN", from.Queries.Context);
        return new MatchNode(input, partition, order, variables, [.. match.Pattern.Select(Step)], conditions, measures, names,
            [.. scope.References], skip, skipTo, within) { Span = match.Span };
    }

    // A ? takes its row or leaves it out, whichever leads to a match first; only loops are greedy.
    static PatternStep Step(PatternElement element, int variable) =>
        new(variable, element.Min, element.Max, element.Greedy && element.Max != element.Min && !(element.Min == 0 && element.Max == 1));

    static void CheckForm(MatchTable match)
    {
        if (match.AllRows) throw Unsupported(match.Span, "ALL ROWS PER MATCH", "write ONE ROW PER MATCH");
        if (match.OrderBy.IsEmpty)
            throw new SqlException(ErrorCode.UnboundedSort, match.Span, "MATCH_RECOGNIZE needs ORDER BY", "order by the time attribute");
        var last = match.Pattern[^1];
        if (Step(last, 0).IsGreedy)
            throw Unsupported(last.Span, "a greedy quantifier at the end of a PATTERN",
                "end with a variable alone, or with a reluctant quantifier such as +?");
        if (match.Pattern.All(element => element.Min == 0)) throw Unsupported(match.Pattern[0].Span, "a PATTERN that no row can follow");
        foreach (var element in match.Pattern)
        {
            if (element is { Min: 0, Max: 1, Greedy: false }) throw Unsupported(element.Span, "?? in a PATTERN");
            if (element.Max < element.Min || element.Max == 0)
                throw new SqlException(ErrorCode.BadArgument, element.Span,
                    $"the quantifier from {element.Min} to {element.Max} takes no rows");
            if (match.Pattern.Count(other => other.Variable.Name == element.Variable.Name) > 1)
                throw Unsupported(element.Span, $"the variable {element.Variable.Name} twice in a PATTERN");
        }
        foreach (var definition in match.Definitions)
            if (match.Pattern.All(element => element.Variable.Name != definition.Variable.Name))
                throw new SqlException(ErrorCode.UnknownColumn, definition.Variable.Span,
                    $"the pattern has no variable {definition.Variable.Name}",
                    NearNames.Hint(definition.Variable.Name, match.Pattern.Select(element => element.Variable.Name)));
    }

    static Expression? Condition(MatchTable match, string variable, ExpressionBinder binder)
    {
        var definition = match.Definitions.FirstOrDefault(definition => definition.Variable.Name == variable);
        if (definition is null) return null;
        var condition = binder.Bind(definition.Condition);
        return condition.Type.Kind == TypeKind.Boolean
            ? condition
            : throw new SqlException(ErrorCode.TypeMismatch, definition.Condition.Span,
                $"DEFINE takes a condition, found {condition.Type.WithNullable(true)}");
    }

    static (MatchSkip, int) Skip(MatchTable match, ImmutableArray<string> variables)
    {
        if (match.AfterMatchVariable is not { } name)
            return (match.AfterMatch == "PAST LAST ROW" ? MatchSkip.PastLastRow : MatchSkip.NextRow, -1);
        var variable = variables.IndexOf(name.Name);
        if (variable < 0)
            throw new SqlException(ErrorCode.UnknownColumn, name.Span, $"the pattern has no variable {name.Name}",
                NearNames.Hint(name.Name, variables));
        return (match.AfterMatch == "FIRST" ? MatchSkip.ToFirst : MatchSkip.ToLast, variable);
    }

    static int ColumnOf(SqlExpression expression, LogicalNode input)
    {
        if (expression is not NameExpression { Parts: [.., var name] })
            throw Unsupported(expression.Span, "an expression here", "compute it in a query in FROM");
        return input.Schema.IndexOf(name.Name) is >= 0 and var column ? column
            : throw new SqlException(ErrorCode.UnknownColumn, name.Span, $"there is no column `{name.Name}` in the table",
                NearNames.Hint(name.Name, input.Schema.Fields.Select(field => field.Name)));
    }

    static SqlException Unsupported(TextSpan span, string what, string? hint = null) =>
        new(ErrorCode.Unsupported, span, $"{what} is not supported", hint);
}
