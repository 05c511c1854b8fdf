using Tally.Engine.Catalog;
using Tally.Engine.Formats;

namespace Tally.Engine.Connectors;

/// <summary>Finds the format of a table.</summary>
static class TableFormats
{
    /// <summary>The name of the table's format, or null when its rows have none.</summary>
    public static string? NameOf(TableDefinition table, IConnector connector) =>
        table.Options.GetValueOrDefault("format") ?? table.Options.GetValueOrDefault("value.format")
            ?? (string.IsNullOrEmpty(connector.DefaultFormat) ? null : connector.DefaultFormat);

    /// <summary>The table's options with those of its value's format under their plain names: 'value.json.…' as 'json.…'.</summary>
    public static IReadOnlyDictionary<string, string> OptionsOf(TableDefinition table, string prefix = "value.")
    {
        if (!table.Options.Keys.Any(key => key.StartsWith(prefix, StringComparison.Ordinal))) return table.Options;
        var options = new Dictionary<string, string>(table.Options);
        foreach (var (key, value) in table.Options)
            if (key.StartsWith(prefix, StringComparison.Ordinal)) options[key[prefix.Length..]] = value;
        return options;
    }

    public static IFormat Require(TableDefinition table, IConnector connector, ConnectorContext context)
    {
        var name = NameOf(table, connector)
            ?? throw new OptionException(
                $"table {table.Name} has no option 'format'; one of {string.Join(", ", context.Formats.Names)} is needed");
        return context.Formats.Find(name)
            ?? throw new OptionException(
                $"table {table.Name}: there is no format '{name}', only {string.Join(", ", context.Formats.Names)}");
    }
}
