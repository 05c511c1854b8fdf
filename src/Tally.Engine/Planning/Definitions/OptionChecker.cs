using Tally.Engine.Catalog;
using Tally.Engine.Connectors;
using Tally.Engine.Formats;
using Tally.Engine.Sql;

namespace Tally.Engine.Planning.Definitions;

/// <summary>Checks the options and metadata columns of a table against its connector and format.</summary>
sealed class OptionChecker(ConnectorRegistry connectors, IFormatRegistry formats)
{
    const string ConnectorKey = "connector", FormatKey = "format", ValueFormatKey = "value.format", KeyFormatKey = "key.format";

    /// <summary>Everything that is wrong; empty when the table can be used.</summary>
    public IReadOnlyList<SqlError> Check(TableDefinition table)
    {
        var errors = new List<SqlError>();
        if (FindConnector(table, errors) is not { } connector) return errors;
        var format = FindFormat(table, connector, errors);
        CheckKnown(table, connector, format, errors);
        CheckRequired(table, $"the connector '{connector.Name}'", connector.Options, errors);
        if (format is not null) CheckRequired(table, $"the format '{format.Name}'", format.Options, errors);
        CheckMetadata(table, connector, errors);
        return errors;
    }

    IConnector? FindConnector(TableDefinition table, List<SqlError> errors)
    {
        if (!table.Options.TryGetValue(ConnectorKey, out var name))
        {
            errors.Add(Missing(table, $"the table {ReservedWords.Quote(table.Name)} has no option 'connector'",
                $"add WITH ('connector' = '…'): {string.Join(", ", connectors.Names)}"));
            return null;
        }
        if (connectors.Find(name) is { } connector) return connector;
        errors.Add(new SqlError(ErrorCode.UnknownConnector, SpanOf(table, ConnectorKey), $"there is no connector '{name}'",
            Near(name, connectors.Names)));
        return null;
    }

    /// <summary>The format; null when the connector needs none, or when it is missing or unknown, which is noted.</summary>
    IFormat? FindFormat(TableDefinition table, IConnector connector, List<SqlError> errors)
    {
        var key = table.Options.ContainsKey(ValueFormatKey) && !table.Options.ContainsKey(FormatKey) ? ValueFormatKey : FormatKey;
        var name = table.Options.GetValueOrDefault(key) ?? connector.DefaultFormat;
        if (name is null)
            errors.Add(Missing(table, $"the connector '{connector.Name}' needs an option 'format'",
                $"one of {string.Join(", ", formats.Names)}"));
        return string.IsNullOrEmpty(name) ? null : FindFormat(table, key, name, errors);
    }

    IFormat? FindFormat(TableDefinition table, string key, string name, List<SqlError> errors)
    {
        var format = formats.Find(name);
        if (format is null)
            errors.Add(new SqlError(ErrorCode.UnknownConnector, SpanOf(table, key), $"there is no format '{name}'",
                Near(name, formats.Names)));
        return format;
    }

    // 'value.format' = 'json' goes with 'value.json.…', and the key likewise; only connectors with records that have keys know these
    // options.
    IEnumerable<OptionDefinition> OptionsOfParts(TableDefinition table, IConnector connector, IFormat? format, List<SqlError> errors)
    {
        if (connector.Options.All(option => option.Key != ValueFormatKey)) return [];
        var key = table.Options.TryGetValue(KeyFormatKey, out var name) ? FindFormat(table, KeyFormatKey, name, errors) : null;
        return Prefixed("value.", format).Concat(Prefixed("key.", key));

        static IEnumerable<OptionDefinition> Prefixed(string prefix, IFormat? format) =>
            (format?.Options ?? []).Select(option => option with { Key = prefix + option.Key, Required = false });
    }

    void CheckKnown(TableDefinition table, IConnector connector, IFormat? format, List<SqlError> errors)
    {
        var known = connector.Options.Concat(format?.Options ?? []).Concat(OptionsOfParts(table, connector, format, errors)).ToList();
        foreach (var (key, value) in table.Options.OrderBy(option => SpanOf(table, option.Key).Start))
        {
            if (key is ConnectorKey or "property-version" || (key == FormatKey && connector.DefaultFormat != "")) continue;
            if (known.Find(option => Matches(option.Key, key)) is { } definition) CheckValue(table, definition, key, value, errors);
            else if (format is not null || !IsOfAFormat(key) || connector.DefaultFormat == "")
                errors.Add(Unknown(table, connector, format, known, key));
        }
    }

    static bool Matches(string pattern, string key) =>
        pattern.EndsWith(".*", StringComparison.Ordinal) ? key.StartsWith(pattern[..^1], StringComparison.Ordinal) : pattern == key;

    static void CheckValue(TableDefinition table, OptionDefinition definition, string key, string value, List<SqlError> errors)
    {
        if (OptionValues.Problem(definition.Kind, value) is { } expected)
            errors.Add(new SqlError(ErrorCode.BadOption, SpanOf(table, key), $"'{key}' is '{value}', expected {expected}",
                NearNames.HintQuoted(value, OptionValues.Choices(definition.Kind))));
    }

    bool IsOfAFormat(string key) => formats.Names.Any(name => key.StartsWith(name + ".", StringComparison.Ordinal));

    SqlError Unknown(TableDefinition table, IConnector connector, IFormat? format, List<OptionDefinition> known, string key)
    {
        var other = formats.Names.FirstOrDefault(name => name != format?.Name && key.StartsWith(name + ".", StringComparison.Ordinal));
        if (other is not null && formats.Find(other)!.Options.Any(option => Matches(option.Key, key)))
            return new SqlError(ErrorCode.UnknownOption, SpanOf(table, key),
                $"'{key}' is an option of the format '{other}', the table's format is '{format?.Name}'",
                $"remove it, or write 'format' = '{other}'");
        var whose = format is null
            ? $"the connector '{connector.Name}' has"
            : $"the connector '{connector.Name}' and the format '{format.Name}' have";
        return new SqlError(ErrorCode.UnknownOption, SpanOf(table, key), $"{whose} no option '{key}'",
            Near(key, known.Select(option => option.Key).Append(FormatKey)));
    }

    static void CheckRequired(TableDefinition table, string whose, IReadOnlyList<OptionDefinition> options, List<SqlError> errors)
    {
        foreach (var option in options)
            if (option.Required && !table.Options.ContainsKey(option.Key))
                errors.Add(Missing(table, $"{whose} needs an option '{option.Key}'", option.Description));
    }

    static void CheckMetadata(TableDefinition table, IConnector connector, List<SqlError> errors)
    {
        for (var i = 0; i < table.Columns.Length; i++)
            if (table.Columns[i] is { MetadataKey: { } key } && !connector.Metadata.ContainsKey(key))
                errors.Add(new SqlError(ErrorCode.UnknownColumn, table.Statement.Columns[i].Span,
                    $"the connector '{connector.Name}' has no metadata '{key}'",
                    connector.Metadata.Count == 0 ? "it has none" : Near(key, connector.Metadata.Keys)));
    }

    static string Near(string name, IEnumerable<string> known) =>
        NearNames.HintQuoted(name, known) ?? $"known are {string.Join(", ", known.Select(one => $"'{one}'"))}";

    static SqlError Missing(TableDefinition table, string message, string hint) =>
        new(ErrorCode.MissingOption, table.Statement.Name.Span, message, hint);

    static TextSpan SpanOf(TableDefinition table, string key) =>
        table.Statement.Options.LastOrDefault(option => option.Key.Value == key)?.Span ?? table.Statement.Name.Span;
}
