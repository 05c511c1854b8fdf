using Tally.Engine.Catalog;
using Tally.Engine.Columns;

namespace Tally.Engine.Formats.Csv;

/// <summary>The format 'csv': fields by their place, or by the names in the first line of each file.</summary>
sealed class CsvFormat : IFormat
{
    public string Name => "csv";

    public IReadOnlyList<OptionDefinition> Options { get; } =
    [
        new("csv.field-delimiter", "char", ",", false, "what stands between two fields"),
        new("csv.quote-character", "char", "\"", false, "what stands around a field that holds delimiters or line ends"),
        new("csv.disable-quote-character", "boolean", "false", false, "quotes are ordinary characters"),
        new("csv.escape-character", "char", null, false, "makes the next character an ordinary one"),
        new("csv.null-literal", "string", null, false, "the text that stands for NULL, quoted or not, in columns of every type"),
        new("csv.allow-comments", "boolean", "false", false, "skip lines that start with #"),
        new("csv.ignore-parse-errors", "boolean", "false", false,
            "a value that does not convert and a field that is missing are NULL, a record that is no CSV is skipped"),
        new("csv.header", "boolean", "false", false,
            "the first line of each file names the columns, which may then be in any order; Tally's own"),
        new("csv.timestamp-format.standard", "SQL|ISO-8601", "SQL", false,
            "how timestamps are written: 2025-11-11 00:00:00.123, or 2025-11-11T00:00:00.123 with an offset where the zone counts; "
                + "Tally's own"),
        new("csv.array-element-delimiter", "string", ";", false, "what stands between the elements of an ARRAY and the fields of a ROW"),
        new("csv.write-bigdecimal-in-scientific-notation", "boolean", "true", false,
            "write DECIMAL with an exponent where it ends in zeros before the point"),
    ];

    public RecordSplit Split(IReadOnlyDictionary<string, string> options)
    {
        var dialect = CsvDialect.From(options);
        return new(dialect.Quote, FieldDelimiter: dialect.Delimiter, Escape: dialect.Escape,
            Comment: dialect.AllowsComments ? (byte)'#' : null, HasHeader: dialect.HasHeader);
    }

    public Decoder CreateDecoder(DecoderRequest request) =>
        CreateDecoder(request, isScalar: Environment.GetEnvironmentVariable("TALLY_FORCE_SCALAR") == "1");

    /// <summary>Makes a decoder that may be forced to read byte by byte, for tests of the faster path.</summary>
    internal Decoder CreateDecoder(DecoderRequest request, bool isScalar) =>
        new CsvDecoder(request, CsvDialect.From(request.Options), isScalar);

    public Encoder CreateEncoder(Schema schema, IReadOnlyDictionary<string, string> options, TimeZoneInfo timeZone) =>
        new CsvEncoder(schema, CsvDialect.From(options),
            plainDecimals: !new FormatOptions(options, Name).Boolean("write-bigdecimal-in-scientific-notation", otherwise: true));
}
