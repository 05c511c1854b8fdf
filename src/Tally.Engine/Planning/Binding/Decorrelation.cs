using System.Collections.Immutable;
using Tally.Engine.Expressions;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;

namespace Tally.Engine.Planning.Binding;

/// <summary>Takes the conditions that speak of the query around out of a sub-query, so that a join can test them.</summary>
static class Decorrelation
{
    public static bool HasOuter(Expression expression) => ExpressionTree.Descendants(expression).OfType<CorrelatedReference>().Any();

    /// <summary>Splits a sub-query of IN or EXISTS.</summary>
    /// <param name="needsValues">Whether the selected values are wanted (IN), or only whether there is a row (EXISTS).</param>
    /// <returns>A plan without outer references, the selected values over its columns, and the conditions over its columns and outer
    /// references.</returns>
    public static (LogicalNode Plan, ImmutableArray<Expression> Values, ImmutableArray<Expression> Conditions) Split(LogicalNode query,
        TextSpan span, bool needsValues)
    {
        if (!IsCorrelated(query)) return (query, [.. NodeColumns.All(query)], []);
        var (project, below, correlated) = Peel(query, span);
        var values = project?.Expressions ?? [.. NodeColumns.All(below)];
        if (needsValues && values.Any(HasOuter)) throw Unsupported(span);
        return (below, values, correlated);
    }

    /// <summary>Splits a sub-query that is used as a value: an aggregate over the rows that equal the query around becomes one grouped by
    /// those columns.</summary>
    /// <returns>The plan, whose first column is the value and whose others must equal the outer expressions.</returns>
    public static (LogicalNode Plan, ImmutableArray<Expression> OuterKeys) Scalar(LogicalNode query, TextSpan span)
    {
        if (!IsCorrelated(query)) return (query, []);
        if (query is not ProjectNode { Input: AggregateNode { Keys.IsEmpty: true } aggregate } top
            || aggregate.Calls.Any(call => call.Function == "COUNT")) throw Unsupported(span);
        if (aggregate.Input is not ProjectNode arguments) throw Unsupported(span);
        var (_, below, correlated) = Peel(arguments.Input, span);
        var columns = new ColumnList(below, keepsInput: false);
        foreach (var argument in arguments.Expressions) columns.Add(argument);
        var (keys, outer) = (ImmutableArray.CreateBuilder<int>(), ImmutableArray.CreateBuilder<Expression>());
        foreach (var condition in correlated)
        {
            if (Conditions.Equality(condition) is not { } equality) throw Unsupported(span);
            var (inner, around) = HasOuter(equality.Left) ? (equality.Right, equality.Left) : (equality.Left, equality.Right);
            if (HasOuter(inner) || ExpressionTree.Columns(around).Any()) throw Unsupported(span);
            keys.Add(columns.Add(inner));
            outer.Add(Turn(around, 0));
        }
        var grouped = new AggregateNode(columns.ToNode(), keys.ToImmutable(), aggregate.Calls, aggregate.CallNames) { Span = span };
        var value = ExpressionTree.Move(top.Expressions[0], column => column + keys.Count);
        var outputs = Enumerable.Range(0, keys.Count).Select(key => (Expression)NodeColumns.Of(grouped, key));
        return (new ProjectNode(grouped, [value, .. outputs], ["$value", .. keys.Select((_, place) => $"$key{place}")]),
            outer.ToImmutable());
    }

    /// <summary>The condition over the columns of a join: outer references are its left columns, others its right ones.</summary>
    public static Expression Turn(Expression condition, int width) => ExpressionTree.Map(condition, node => node switch
    {
        CorrelatedReference outer => new ColumnReference(outer.Index, outer.Name, outer.Type) { Span = outer.Span },
        ColumnReference inner => new ColumnReference(inner.Index + width, inner.Name, inner.Type) { Span = inner.Span },
        _ => null,
    });

    /// <summary>Whether a plan speaks of the query around it.</summary>
    public static bool IsCorrelated(LogicalNode node) => ExpressionsOf(node).Any(HasOuter) || node.Inputs.Any(IsCorrelated);

    static IEnumerable<Expression> ExpressionsOf(LogicalNode node) => node switch
    {
        ProjectNode project => project.Expressions,
        FilterNode filter => [filter.Condition],
        JoinNode { Condition: { } condition } => [condition],
        _ => [],
    };

    // Under the SELECT list lie the conditions of WHERE; what stands deeper may not speak of the query around.
    static (ProjectNode? Project, LogicalNode Below, ImmutableArray<Expression> Correlated) Peel(LogicalNode query, TextSpan span)
    {
        var project = query as ProjectNode;
        var node = project?.Input ?? query;
        var correlated = ImmutableArray.CreateBuilder<Expression>();
        var plain = new List<Expression>();
        while (node is FilterNode filter)
        {
            foreach (var condition in Conditions.Split(filter.Condition))
            {
                if (HasOuter(condition)) correlated.Add(condition);
                else plain.Add(condition);
            }
            node = filter.Input;
        }
        var tooFar =
            correlated.Any(condition => ExpressionTree.Descendants(condition).OfType<CorrelatedReference>().Any(outer => outer.Level > 1));
        if (tooFar || IsCorrelated(node)) throw Unsupported(span);
        return (project, Conditions.Filter(node, plain), correlated.ToImmutable());
    }

    static SqlException Unsupported(TextSpan span) =>
        new(ErrorCode.Unsupported, span, "a sub-query that speaks of the query around it in this place",
            "compare with the outer columns in the WHERE of the sub-query itself");
}
