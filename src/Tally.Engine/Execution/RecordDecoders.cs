using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Connectors;
using Tally.Engine.Formats;

namespace Tally.Engine.Execution;

/// <summary>Makes the decoder of a table's records from its options: of the value alone, or of key and value where the value lacks the
/// key's columns.</summary>
static class RecordDecoders
{
    /// <exception cref="OptionException">The columns do not fit the format, or an option is missing.</exception>
    public static Decoder Create(StreamPlan plan, IConnector connector, ConnectorContext context)
    {
        var decoder = CreatePlain(plan, connector, context);
        return Charset.Of(plan.Table.Options) is { } encoding && Charset.IsAsciiBased(encoding)
            ? new TranscodingDecoder(decoder, encoding)
            : decoder;
    }

    static Decoder CreatePlain(StreamPlan plan, IConnector connector, ConnectorContext context)
    {
        var (table, request, format) = (plan.Table, plan.Request(context.TimeZone), TableFormats.Require(plan.Table, connector, context));
        var isUpsert = connector.IsUpsert;
        if (!isUpsert && !RecordKeys.IsExcept(table)) return format.CreateDecoder(request);
        var keys = KeysOf(table, request, isUpsert);
        if (keys.Count == 0 || !table.Options.TryGetValue("key.format", out var keyFormat))
            throw new OptionException("'value.fields-include' = 'EXCEPT_KEY' needs 'key.fields' and 'key.format'");
        var values =
            Enumerable.Range(0, request.AllFields.Count).Where(index => !RecordKeys.IsExcept(table) || !keys.Contains(index)).ToList();
        var keyDecoder = (context.Formats.Find(keyFormat)
            ?? throw new OptionException($"there is no format '{keyFormat}', only {string.Join(", ", context.Formats.Names)}"))
            .CreateDecoder(Part(request, keys, keys.Contains,
                table.Options.GetValueOrDefault("key.fields-prefix", "")) with { Options = TableFormats.OptionsOf(table, "key.") });
        var valueRequest = Part(request, values, index => !keys.Contains(index), "");
        // A record without a value has no fields at all.
        if (isUpsert)
            valueRequest =
                valueRequest with { Options =
                new Dictionary<string, string>(valueRequest.Options) { ["json.fail-on-missing-field"] = "false" } };
        var columns = request.FieldIndexes
            .Select(index => (keys.Contains(index),
                request.FieldIndexes.Where(other => keys.Contains(other) == keys.Contains(index)).ToList().IndexOf(index))).ToList();
        return new KeyedDecoder(keyDecoder, format.CreateDecoder(valueRequest), columns, isUpsert);
    }

    static List<int> KeysOf(TableDefinition table, DecoderRequest request, bool isUpsert)
    {
        var names = isUpsert
            ? table.PrimaryKey.Select(column => table.Columns[column].Name)
            : table.Options.GetValueOrDefault("key.fields", "")
                .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var all = request.AllFields.ToList();
        return [.. names.Select(name => all.FindIndex(field => field.Name == name) is >= 0 and var index
            ? index
            : throw new OptionException($"'key.fields' names {name}, which is no column"))];
    }

    // The columns of the request that are taken from one part of a record.
    static DecoderRequest Part(DecoderRequest request, List<int> places, Func<int, bool> isTaken, string prefix)
    {
        var read = Enumerable.Range(0, request.Fields.Count).Where(field => isTaken(request.FieldIndexes[field])).ToList();
        return request with
        {
            Fields = [.. read.Select(field => Named(request.Fields[field], prefix))],
            FieldIndexes = [.. read.Select(field => places.IndexOf(request.FieldIndexes[field]))],
            AllFields = [.. places.Select(place => Named(request.AllFields[place], prefix))],
            AsCodes = [.. read.Select(field => request.AsCodes[field])],
        };
    }

    static Field Named(Field field, string prefix) =>
        prefix.Length > 0 && field.Name.StartsWith(prefix, StringComparison.Ordinal)
            ? field with { Name = field.Name[prefix.Length..] }
            : field;
}
