using Tally.Engine.Columns;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning;

/// <summary>Finds the columns of a view's query when the view is created: the planner.</summary>
public interface IViewBinder
{
    /// <summary>Binds the query over the tables and views known so far. Names are as written: equal ones are not made apart.</summary>
    /// <exception cref="Sql.SqlException">The query has no meaning.</exception>
    Schema SchemaOf(Query query, SessionCatalog catalog);
}
