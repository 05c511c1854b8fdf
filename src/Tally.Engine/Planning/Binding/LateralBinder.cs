using System.Collections.Immutable;
using Tally.Engine.Expressions;
using Tally.Engine.Operators.Joins;
using Tally.Engine.Planning.Binding.Subqueries;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Binding;

/// <summary>Binds JOIN LATERAL (query): a query that does not look at the tables before it is an ordinary one.</summary>
sealed class LateralBinder(FromBinder from)
{
    public BoundFrom Bind(JoinTable join, DerivedTable lateral, BoundFrom left)
    {
        var right = new FromBinder(from.Queries, left.Names(from.Outer), from.Withs).Bind(lateral);
        var query = OuterReferences.Enter(right.Plan, name => name.Index);
        if (!OuterReferences.IsDependent(query)) return new JoinBinder(from).BindPlain(join, left, right with { Plan = query });
        if (join.Kind is not ("CROSS" or "INNER" or "LEFT")) throw new SqlException(ErrorCode.Unsupported, join.Span,
            $"{join.Kind} JOIN LATERAL", "INNER and LEFT JOIN LATERAL exist");
        var tables = BoundFrom.Beside(left, right.Tables, left.Plan.Schema.Count);
        var plan = Aggregated(join, left, query) ?? Joined(join, left, query, tables);
        return new(plan, JoinBinder.Retyped(tables, plan));
    }

    // An aggregate over all rows gives one row for each row before it, also where it finds none.
    static ProjectNode? Aggregated(JoinTable join, BoundFrom left, LogicalNode query)
    {
        if (join.On is not (null or BooleanLiteral { Value: true })) return null;
        var box = new RelationBuilder(left.Plan);
        if (new SubqueryJoins(box).OfEmptyOrGroup(query, join.Span) is not { } values) return null;
        var columns = NodeColumns.All(box.Node).Take(left.Plan.Schema.Count).Concat(values);
        var note = join.Kind == "LEFT" ? null
            : "LATERAL with an aggregate over all rows: Flink 2.3.0 drops rows for which it finds none; Tally gives a count of 0";
        return new(box.Node, [.. columns],
            left.Plan.Schema.Fields.Concat(query.Schema.Fields).Select(field => field.Name)) { Span = join.Span, FlinkNote = note };
    }

    LogicalNode Joined(JoinTable join, BoundFrom left, LogicalNode query, ImmutableArray<ScopeTable> tables)
    {
        var width = left.Plan.Schema.Count;
        var (plan, dependent) = new SubqueryJoins(new RelationBuilder(left.Plan)).Unnest(query);
        var on = new OnBinder(from, join, new NameScope(tables, from.Outer), width);
        var kind = join.Kind == "LEFT" ? JoinKind.Left : JoinKind.Inner;
        var right = kind == JoinKind.Inner ? plan : on.BindOver(plan);
        var joined =
            Joins.Create(left.Plan, right, kind, on.Conditions, false, join.Span, SubqueryJoins.Pairs(dependent, query.Schema.Count));
        var note = HasLimit(query) ? "LATERAL with ORDER BY … LIMIT: Flink 2.3 takes it behind SELECT DISTINCT only" : null;
        var chosen = ProjectNode.Select(joined, Enumerable.Range(0, width + query.Schema.Count)) with { FlinkNote = note };
        return kind == JoinKind.Inner ? on.Finish(chosen, kind) : chosen;
    }

    static bool HasLimit(LogicalNode node) => OuterReferences.IsDependent(node)
        && (node is RankNode { WithRank: false } || node.Inputs.Any(HasLimit));
}
