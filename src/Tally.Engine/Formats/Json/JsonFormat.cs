using Tally.Engine.Catalog;
using Tally.Engine.Columns;

namespace Tally.Engine.Formats.Json;

/// <summary>The format 'json': one object a record, fields by name.</summary>
sealed class JsonFormat : IFormat
{
    public string Name => "json";

    public IReadOnlyList<OptionDefinition> Options { get; } =
    [
        new("json.fail-on-missing-field", "boolean", "false", false,
            "a record without one of the columns that are read is an error, not NULL"),
        new("json.ignore-parse-errors", "boolean", "false", false,
            "a value that does not convert is NULL, a record that is no JSON object is skipped"),
        new("json.timestamp-format.standard", "SQL|ISO-8601", "SQL", false,
            "how timestamps are written: 2025-11-11 00:00:00.123 or 2025-11-11T00:00:00.123"),
        new("json.map-null-key.mode", "FAIL|DROP|LITERAL", "FAIL", false, "what to write for a NULL key of a map"),
        new("json.map-null-key.literal", "string", "null", false, "the key that stands for NULL with the mode LITERAL"),
        new("json.encode.decimal-as-plain-number", "boolean", "false", false, "write DECIMAL without exponent"),
        new("json.encode.ignore-null-fields", "boolean", "false", false, "leave fields out that are NULL"),
        new("json.decode.json-parser.enabled", "boolean", "true", false,
            "which of Flink's two parsers reads; both give the same rows here"),
    ];

    public RecordSplit Split(IReadOnlyDictionary<string, string> options) => new(null);

    public Decoder CreateDecoder(DecoderRequest request) =>
        CreateDecoder(request, isScalar: Environment.GetEnvironmentVariable("TALLY_FORCE_SCALAR") == "1");

    /// <summary>Makes a decoder that may be forced to read byte by byte, for tests of the faster paths.</summary>
    internal Decoder CreateDecoder(DecoderRequest request, bool isScalar)
    {
        var options = new FormatOptions(request.Options, Name);
        var ignoreErrors = options.Boolean("ignore-parse-errors");
        var failOnMissing = options.Boolean("fail-on-missing-field");
        if (ignoreErrors && failOnMissing)
            throw new OptionException(
                "'json.fail-on-missing-field' and 'json.ignore-parse-errors' exclude each other: set one of them to 'false'");
        var isIso = options.Choice("timestamp-format.standard", "SQL", "ISO-8601") == "ISO-8601";
        return new JsonDecoder(request, new JsonReaders(isIso, ignoreErrors, failOnMissing, isScalar), ignoreErrors, failOnMissing,
            isScalar);
    }

    public Encoder CreateEncoder(Schema schema, IReadOnlyDictionary<string, string> options, TimeZoneInfo timeZone)
    {
        var own = new FormatOptions(options, Name);
        var isIso = own.Choice("timestamp-format.standard", "SQL", "ISO-8601") == "ISO-8601";
        var nullKey = Enum.Parse<NullKey>(own.Choice("map-null-key.mode", "FAIL", "DROP", "LITERAL"), ignoreCase: true);
        return new JsonEncoder(schema,
            new JsonWriters(isIso, own.Boolean("encode.decimal-as-plain-number"), own.Boolean("encode.ignore-null-fields"), nullKey,
                own.Text("map-null-key.literal") ?? "null"));
    }
}
