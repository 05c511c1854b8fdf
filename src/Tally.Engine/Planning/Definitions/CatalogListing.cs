using System.Collections.Immutable;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Definitions;

/// <summary>The answer of SHOW, DESCRIBE and SET: named columns of text.</summary>
sealed record CatalogListing(ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<string>> Rows)
{
    /// <summary>What a SHOW or DESCRIBE statement asks for.</summary>
    /// <exception cref="Sql.SqlException">The named table or view does not exist.</exception>
    public static CatalogListing Of(ShowStatement show, SessionCatalog catalog) => show.What switch
    {
        "TABLES" => Names("table name",
            catalog.Tables.Select(table => table.Name).Concat(catalog.Views.Select(view => view.Name)).Order(StringComparer.Ordinal)),
        "VIEWS" => Names("view name", catalog.Views.Select(view => view.Name)),
        "FUNCTIONS" => Names("function name", catalog.Context.Functions.All.Select(function => function.Name)),
        "CONNECTORS" => Names("connector", catalog.Connectors.Names),
        "FORMATS" => Names("format", catalog.Formats.Names),
        "DESCRIBE" => Describe(catalog, show.Name!),
        _ => new CatalogListing(["result"], [[Definition(catalog, show.Name!)]]),
    };

    /// <summary>The settings that differ from their defaults.</summary>
    public static CatalogListing OfSettings(SessionCatalog catalog) =>
        new(["key", "value"],
            [.. catalog.Settings.OrderBy(setting => setting.Key, StringComparer.Ordinal)
                .Select(setting => ImmutableArray.Create(setting.Key, setting.Value))]);

    static CatalogListing Names(string column, IEnumerable<string> names) =>
        new([column], [.. names.Select(name => ImmutableArray.Create(name))]);

    static CatalogListing Describe(SessionCatalog catalog, Identifier name)
    {
        var table = catalog.FindTable(name.Name);
        var schema = table?.Schema ?? catalog.FindView(name.Name)?.Schema ?? throw catalog.Unknown(name);
        return new CatalogListing(["name", "type", "null", "key", "extras", "watermark"],
            [.. schema.Fields.Select((field, i) => Describe(field, table, i))]);
    }

    static ImmutableArray<string> Describe(Field field, TableDefinition? table, int index)
    {
        var time = field.Type.IsTimeAttribute ? " *ROWTIME*" : field.Type.IsProcessingTime ? " *PROCTIME*" : "";
        var isKey = table is not null && table.PrimaryKey.Contains(index);
        var written = table?.Statement.Columns[index];
        var extras = written?.Expression is { } expression ? $"AS {expression.Span}" : written?.IsMetadata == true ? "METADATA" : "";
        var watermark = table is not null && table.WatermarkColumn == index ? table.Statement.Watermark?.Expression.Span.ToString() ?? ""
            : "";
        var nullable = field.Type.Nullable ? "TRUE" : "FALSE";
        return [field.Name, field.Type.WithNullable(true) + time, nullable, isKey ? "PRI" : "", extras, watermark];
    }

    static string Definition(SessionCatalog catalog, Identifier name) =>
        (catalog.FindTable(name.Name)?.Statement ?? (Statement?)catalog.FindView(name.Name)?.Statement ?? throw catalog.Unknown(name)).Span
            .ToString();
}
