using Tally.Engine.Columns;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning;

/// <summary>A view of the catalog. A query that names it gets its query in place of the name.</summary>
/// <param name="Schema">The columns, under the names of the view's own list where it has one.</param>
public sealed record ViewDefinition(string Name, Schema Schema, CreateViewStatement Statement)
{
    /// <summary>The query behind the name.</summary>
    public Query Query => Statement.Query;
}

/// <summary>Finds the columns of a view's query when the view is created: the planner.</summary>
public interface IViewBinder
{
    /// <summary>Binds the query over the tables and views known so far. Names are as written: equal ones are not made apart.</summary>
    /// <exception cref="Sql.SqlException">The query has no meaning.</exception>
    Schema SchemaOf(Query query, Catalog catalog);
}
