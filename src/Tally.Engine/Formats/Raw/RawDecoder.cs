using System.Buffers.Binary;
using System.Text.Unicode;
using Tally.Engine.Columns;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.Raw;

/// <summary>Decodes records that are one value each: text and bytes as they stand, numbers in binary. A record without value is
/// NULL.</summary>
sealed class RawDecoder(DecoderRequest request, SqlType type, bool isLittleEndian)
    : SlicingDecoder([.. request.AsCodes.Select(asCodes => CreateReader(type, asCodes, isLittleEndian))],
        new(request.Fields, ignoreErrors: false, failOnMissing: false))
{
    protected override bool KeepsEmpty => true;

    protected override bool KeepsNull => true;

    protected override void Scan(byte[] bytes, int start, int end, int record, SliceTable table, List<BadRecord> bad)
    {
        if (end > start && type.IsText && !Utf8.IsValid(bytes.AsSpan(start, end - start)))
        {
            bad.Add(new(record, "utf8", "found bytes that are no UTF-8 text, expected UTF-8"));
            return;
        }
        var row = table.AddRow(record);
        if (end >= start && row.Length > 0) row[0] = ValueSlice.Plain(start, end - start);
    }

    static FieldReader CreateReader(SqlType type, bool asCodes, bool isLittleEndian) => type.Kind switch
    {
        TypeKind.Boolean => Number<bool>(type, 1, isLittleEndian, bits => bits != 0),
        TypeKind.TinyInt => Number<int>(type, 1, isLittleEndian, bits => (sbyte)bits),
        TypeKind.SmallInt => Number<int>(type, 2, isLittleEndian, bits => (short)bits),
        TypeKind.Int => Number<int>(type, 4, isLittleEndian, bits => (int)bits),
        TypeKind.BigInt => Number<long>(type, 8, isLittleEndian, bits => bits),
        TypeKind.Float => Number<float>(type, 4, isLittleEndian, bits => BitConverter.Int32BitsToSingle((int)bits)),
        TypeKind.Double => Number<double>(type, 8, isLittleEndian, BitConverter.Int64BitsToDouble),
        _ when asCodes => new CodeReader<PlainSyntax>(type, default, isScalar: false),
        _ => new TextReader<PlainSyntax>(type, default),
    };

    static FixedReader<T, RawNumberParser<T>, PlainSyntax> Number<T>(SqlType type, int size, bool isLittleEndian, Func<long, T> convert)
        where T : unmanaged =>
        new(type, new(size, isLittleEndian, convert), default, isScalar: true);
}

/// <summary>Takes a number of a fixed size from its bytes.</summary>
readonly struct RawNumberParser<T>(int size, bool isLittleEndian, Func<long, T> convert) : IValueParser<T>
{
    public Parsed Parse(byte[] bytes, int start, int length, bool isText, out T value) =>
        ParseScalar(bytes.AsSpan(start, length), isText, out value);

    public Parsed ParseScalar(ReadOnlySpan<byte> text, bool isText, out T value)
    {
        Span<byte> ordered = stackalloc byte[8];
        value = default!;
        if (text.Length != size) return Parsed.Bad;
        text.CopyTo(ordered);
        if (!isLittleEndian) ordered[..size].Reverse();
        value = convert(BinaryPrimitives.ReadInt64LittleEndian(ordered));
        return Parsed.Value;
    }
}
