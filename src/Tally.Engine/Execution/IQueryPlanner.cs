using Tally.Engine.Operators;
using Tally.Engine.Planning;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Execution;

/// <summary>What running needs of the planner.</summary>
public interface IQueryPlanner : IViewBinder
{
    /// <summary>Binds and optimises a query.</summary>
    QueryPlan PlanQuery(Query query, Catalog catalog);

    /// <summary>The query of an INSERT with its columns in the table's order and of the table's types.</summary>
    QueryPlan PlanInsert(InsertStatement insert, TableDefinition table, Catalog catalog);

    /// <summary>Operators for some queries, sharing what they have in common.</summary>
    Pipeline Build(IReadOnlyList<(QueryPlan Plan, IOutput Output)> queries, Catalog catalog);

    /// <summary>The plan as text.</summary>
    string Explain(QueryPlan plan, Catalog catalog);
}
