using Tally.Engine.Columns;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Catalog;

/// <summary>A view of the catalog. A query that names it gets its query in place of the name.</summary>
/// <param name="Schema">The columns, under the names of the view's own list where it has one.</param>
public sealed record ViewDefinition(string Name, Schema Schema, CreateViewStatement Statement)
{
    /// <summary>The query behind the name.</summary>
    public Query Query => Statement.Query;
}
