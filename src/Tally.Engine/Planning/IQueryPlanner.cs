using Tally.Engine.Catalog;
using Tally.Engine.Operators;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning;

/// <summary>What running needs of the planner.</summary>
public interface IQueryPlanner : IViewBinder
{
    /// <summary>Binds and optimizes a query.</summary>
    QueryPlan PlanQuery(Query query, SessionCatalog catalog);

    /// <summary>The query of an INSERT with its columns in the table's order and of the table's types.</summary>
    QueryPlan PlanInsert(InsertStatement insert, TableDefinition table, SessionCatalog catalog);

    /// <summary>Operators for some queries, sharing what they have in common.</summary>
    Pipeline Build(IReadOnlyList<(QueryPlan Plan, IOutput Output)> queries, SessionCatalog catalog);

    /// <summary>The plan as text.</summary>
    string Explain(QueryPlan plan, SessionCatalog catalog);
}
