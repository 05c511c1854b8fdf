using System.Collections.Immutable;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning;

/// <summary>The tables and views that a query may name.</summary>
public interface ICatalog
{
    TableDefinition? FindTable(string name);

    ViewDefinition? FindView(string name);

    /// <summary>The names of all tables and views, for hints.</summary>
    IEnumerable<string> Names { get; }
}

/// <summary>A view: a query under a name, inlined where it is used.</summary>
/// <param name="Columns">The names that replace those of the query; empty when the query's own are kept.</param>
public sealed record ViewDefinition(string Name, ImmutableArray<string> Columns, Query Query, CreateViewStatement Statement);
