using Tally.Engine.Connectors;
using Tally.Engine.Formats;
using Tally.Engine.Planning;

namespace Tally.Engine.Execution;

/// <summary>Finds the format of a table.</summary>
static class TableFormats
{
    /// <summary>The name of the table's format, or null when its rows have none.</summary>
    public static string? NameOf(TableDefinition table, IConnector connector) =>
        table.Options.GetValueOrDefault("format") ?? table.Options.GetValueOrDefault("value.format") ?? (string.IsNullOrEmpty(connector.DefaultFormat) ? null : connector.DefaultFormat);

    public static IFormat Require(TableDefinition table, IConnector connector, ConnectorContext context)
    {
        var name = NameOf(table, connector) ?? throw new ArgumentException($"table {table.Name} has no option 'format'; one of {string.Join(", ", context.Formats.Names)} is needed");
        return context.Formats.Find(name) ?? throw new ArgumentException($"table {table.Name}: there is no format '{name}', only {string.Join(", ", context.Formats.Names)}");
    }
}
