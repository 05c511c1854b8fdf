using Tally.Engine.Columns;
using Tally.Engine.Connectors;
using Tally.Engine.Formats;
using Tally.Engine.Planning;

namespace Tally.Engine.Execution;

/// <summary>Makes the decoder of a table's records from its options: of the value alone, or of key and value where the value lacks the key's columns.</summary>
static class RecordDecoders
{
    /// <summary>Whether columns of a table are only in the keys of its records.</summary>
    public static bool NeedsKeys(TableDefinition table) => table.Options.GetValueOrDefault("value.fields-include") == "EXCEPT_KEY";

    /// <exception cref="ArgumentException">The columns do not fit the format, or an option is missing.</exception>
    public static Decoder Create(StreamPlan plan, IConnector connector, ConnectorContext context)
    {
        var (table, request, format) = (plan.Table, plan.Request(context.TimeZone), TableFormats.Require(plan.Table, connector, context));
        if (!NeedsKeys(table)) return format.CreateDecoder(request);
        var prefix = table.Options.GetValueOrDefault("key.fields-prefix", "");
        var keys = table.Options.GetValueOrDefault("key.fields", "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(name => request.AllFields.ToList().FindIndex(field => field.Name == name) is >= 0 and var index ? index : throw new ArgumentException($"'key.fields' names {name}, which is no column")).ToList();
        if (keys.Count == 0 || !table.Options.TryGetValue("key.format", out var keyFormat)) throw new ArgumentException("'value.fields-include' = 'EXCEPT_KEY' needs 'key.fields' and 'key.format'");
        var values = Enumerable.Range(0, request.AllFields.Count).Except(keys).ToList();
        var keyDecoder = (context.Formats.Find(keyFormat) ?? throw new ArgumentException($"there is no format '{keyFormat}', only {string.Join(", ", context.Formats.Names)}"))
            .CreateDecoder(Part(request, keys, prefix) with { Options = TableFormats.OptionsOf(table, "key.") });
        var columns = request.FieldIndexes.Select(index => (keys.Contains(index), PlaceOf(request, index, keys.Contains(index) ? keys : values))).ToList();
        return new KeyedDecoder(keyDecoder, format.CreateDecoder(Part(request, values, "")), columns);
    }

    // The columns of the request that lie in one part of a record.
    static DecoderRequest Part(DecoderRequest request, List<int> places, string prefix)
    {
        var read = Enumerable.Range(0, request.Fields.Count).Where(field => places.Contains(request.FieldIndexes[field])).ToList();
        return request with
        {
            Fields = [.. read.Select(field => Named(request.Fields[field], prefix))], FieldIndexes = [.. read.Select(field => places.IndexOf(request.FieldIndexes[field]))],
            AllFields = [.. places.Select(place => Named(request.AllFields[place], prefix))], AsCodes = [.. read.Select(field => request.AsCodes[field])],
        };
    }

    static int PlaceOf(DecoderRequest request, int index, List<int> places) => request.FieldIndexes.Where(places.Contains).ToList().IndexOf(index);

    static Field Named(Field field, string prefix) => prefix.Length > 0 && field.Name.StartsWith(prefix, StringComparison.Ordinal) ? field with { Name = field.Name[prefix.Length..] } : field;
}
