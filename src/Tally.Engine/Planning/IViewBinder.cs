using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning;

/// <summary>Binds the queries of views: the planner.</summary>
public interface IViewBinder
{
    /// <summary>Binds the query over the tables and views known so far. Names are as written: equal ones are not made apart.</summary>
    /// <exception cref="Sql.SqlException">The query has no meaning.</exception>
    LogicalNode BindView(Query query, SessionCatalog catalog);
}
