using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Operators;
using Tally.Engine.Planning.Binding;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning;

// The planner.
//
// A query goes through four steps: Binding turns syntax into a logical plan and refuses what has no meaning; Rules rewrite the plan, each
// rule a class that says in one sentence what it does; a check refuses what a stream cannot compute; Physical makes operators of the plan.

/// <summary>Turns statements into plans, and plans into operators.</summary>
public sealed class Planner(Catalog catalog, BindingContext context)
{
    /// <summary>Binds, checks and optimises a query.</summary>
    /// <exception cref="Sql.SqlException">The query has no meaning, or none over a stream.</exception>
    public QueryPlan PlanQuery(Query query) => Optimise(new QueryBinder(catalog, context).Bind(query, null, null));

    static QueryPlan Optimise(Logical.LogicalNode bound) => new(bound.Schema, bound);
}
