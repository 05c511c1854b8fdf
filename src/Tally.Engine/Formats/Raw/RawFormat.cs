using Tally.Engine.Catalog;
using Tally.Engine.Columns;

namespace Tally.Engine.Formats.Raw;

/// <summary>The format 'raw': a record is the value of the table's only column.</summary>
sealed class RawFormat : IFormat
{
    public string Name => "raw";

    public IReadOnlyList<OptionDefinition> Options { get; } =
    [
        new("raw.charset", "UTF-8", "UTF-8", false, "how text is encoded"),
        new("raw.endianness", "big-endian|little-endian", "big-endian", false, "the order of the bytes of a number"),
    ];

    public RecordSplit Split(IReadOnlyDictionary<string, string> options) => new(null);

    public Decoder CreateDecoder(DecoderRequest request)
    {
        var type = OnlyColumn([.. request.AllFields]);
        return new RawDecoder(request, type, IsLittleEndian(request.Options));
    }

    public Encoder? CreateEncoder(Schema schema, IReadOnlyDictionary<string, string> options, TimeZoneInfo timeZone) =>
        new RawEncoder(OnlyColumn([.. schema.Fields]), IsLittleEndian(options));

    static bool IsLittleEndian(IReadOnlyDictionary<string, string> options)
    {
        var raw = new FormatOptions(options, "raw");
        raw.Choice("charset", "UTF-8");
        return raw.Choice("endianness", "big-endian", "little-endian") == "little-endian";
    }

    static SqlType OnlyColumn(Field[] fields)
    {
        if (fields.Length != 1)
            throw new OptionException(
                $"format 'raw' takes exactly one column, found {fields.Length}: {string.Join(", ", fields.Select(field => field.Name))}");
        var type = fields[0].Type;
        if (type.IsText || type.IsBinary || type.IsInteger || type.Kind is TypeKind.Boolean or TypeKind.Float or TypeKind.Double)
            return type;
        throw new OptionException($"format 'raw' has no values of type {type}, expected text, bytes, a number or BOOLEAN");
    }
}
