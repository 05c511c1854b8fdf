using System.Collections.Immutable;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Operators;
using Tally.Engine.Planning.Binding;
using Tally.Engine.Planning.Explain;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Planning.Physical;
using Tally.Engine.Planning.Rules;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning;

// The planner.
//
// A query goes through four steps. Binding turns syntax into a logical plan and refuses what has no meaning. Rules rewrite the plan; each
// is a class that says in one sentence what it does. A check refuses what a stream cannot compute. Physical makes operators of the plan.

/// <summary>Turns statements into plans, and plans into operators.</summary>
public sealed class Planner : IQueryPlanner
{
    /// <summary>Binds, checks and optimizes a query.</summary>
    /// <exception cref="Sql.SqlException">The query has no meaning, or none over a stream.</exception>
    public QueryPlan PlanQuery(Query query, SessionCatalog catalog)
    {
        var bound = new QueryBinder(catalog, catalog.Context).Bind(query, null, null, isShown: true);
        return Optimize(bound);
    }

    /// <summary>The same plan over only those rows of its tables whose event time is in a range.</summary>
    /// <param name="from">Inclusive; null: from the first row on.</param>
    /// <param name="to">Exclusive; null: to the last row.</param>
    /// <exception cref="Sql.SqlException">A table has no event time.</exception>
    public static QueryPlan Cut(QueryPlan plan, DateTimeOffset? from, DateTimeOffset? to, TimeZoneInfo zone) =>
        from is null && to is null
            ? plan
            : plan with { Root = new PlanRewriter(new EventTimeRangeFilter(from, to, zone)).Rewrite(plan.Root) };

    /// <summary>The query of an INSERT: its columns in the table's order and types, NULL where the INSERT names no value.</summary>
    /// <exception cref="Sql.SqlException">The query has no meaning, or its columns do not fit the table.</exception>
    public QueryPlan PlanInsert(InsertStatement insert, TableDefinition table, SessionCatalog catalog)
    {
        var bound = InsertBinder.Bind(insert, table,
            new QueryBinder(catalog, catalog.Context).Bind(insert.Query, null, null, isShown: true), catalog.Context);
        var plan = Optimize(bound);
        TargetCheck.Check(plan, table, catalog.Connectors, insert.Span);
        return plan;
    }

    static QueryPlan Optimize(LogicalNode bound) =>
        new(bound.Schema, Optimizer.Optimize(bound)) { FlinkNotes = Portability.NotesOf(bound) };

    public LogicalNode BindView(Query query, SessionCatalog catalog) =>
        new QueryBinder(catalog, catalog.Context).Bind(query, null, null, keepsNames: true);

    /// <summary>
    /// The plan of a view by itself. Null when a stream cannot compute it so and another query reads it: the view is then a step,
    /// and the plans of its readers say whether the whole can be computed.
    /// </summary>
    /// <exception cref="Sql.SqlException">A stream cannot compute the view, and nothing reads it.</exception>
    public QueryPlan? PlanView(ViewDefinition view, SessionCatalog catalog)
    {
        try
        {
            return PlanQuery(view.Query, catalog);
        }
        catch (SqlException) when (catalog.IsRead(view))
        {
            return null;
        }
    }

    public Pipeline Build(IReadOnlyList<(QueryPlan Plan, IOutput Output)> queries, SessionCatalog catalog) =>
        new PipelineBuilder(catalog.Context, catalog.Connectors).Build(queries);

    public string Explain(QueryPlan plan, SessionCatalog catalog) => PlanText.Write(plan, catalog);
}
