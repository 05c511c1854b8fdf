using Tally.Engine.Expressions;
using Tally.Engine.Planning.Logical;

namespace Tally.Engine.Planning.Binding.Subqueries;

/// <summary>References of a sub-query to the queries around it.</summary>
static class OuterReferences
{
    /// <summary>Whether the tree reads columns of the plan that it is just joined with.</summary>
    public static bool IsDependent(LogicalNode node) => node.OuterColumns.Any(column => column.Level == 0);

    /// <summary>Whether the expression does.</summary>
    public static bool IsDependent(Expression expression) =>
        ExpressionTree.Descendants(expression).Any(node => node is CorrelatedReference { Level: 0 });

    /// <summary>A bound sub-query as its join sees it: names of the query directly around become columns of that query's plan, the others
    /// come one level nearer.</summary>
    /// <param name="place">The column of the plan that a name of the query around means.</param>
    public static LogicalNode Enter(LogicalNode query, Func<CorrelatedReference, int> place)
    {
        var done = new Dictionary<LogicalNode, LogicalNode>(ReferenceEqualityComparer.Instance);
        return Rewrite(query);

        LogicalNode Rewrite(LogicalNode node)
        {
            if (node.OuterColumns.IsEmpty) return node;
            if (done.TryGetValue(node, out var known)) return known;
            var over = node.WithInputs([.. node.Inputs.Select(Rewrite)]);
            return done[node] = NodeExpressions.Map(over, expression => ExpressionTree.Map(expression, Nearer));
        }

        Expression? Nearer(Expression node) => node is not CorrelatedReference outer ? null
            : new CorrelatedReference(outer.Level == 1 ? place(outer)
                : outer.Index, outer.Name, outer.Type, outer.Level - 1) { Span = outer.Span };
    }

    /// <summary>The expression with the columns of the joined plan in the place of references to it.</summary>
    public static Expression Resolve(Expression expression, Func<CorrelatedReference, Expression> column) =>
        ExpressionTree.Map(expression, node => node is CorrelatedReference { Level: 0 } outer ? column(outer) : null);

    /// <summary>A condition of a sub-query over the columns of the join: those of the joined plan, then those of the sub-query.</summary>
    public static Expression OverJoin(Expression condition, int width) => ExpressionTree.Map(condition, node => node switch
    {
        CorrelatedReference { Level: 0 } outer => new ColumnReference(outer.Index, outer.Name, outer.Type) { Span = outer.Span },
        ColumnReference inner => new ColumnReference(inner.Index + width, inner.Name, inner.Type) { Span = inner.Span },
        _ => null,
    });
}
