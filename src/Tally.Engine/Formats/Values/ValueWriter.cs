using System.Buffers.Text;
using System.Diagnostics;
using Tally.Engine.Columns;

namespace Tally.Engine.Formats.Values;

/// <summary>Writes the values of a column of one type as text; the value is not NULL.</summary>
abstract class ValueWriter
{
    public abstract void Write(Column column, int row, RowBuffer output);
}

/// <summary>Formats one value and returns the number of bytes.</summary>
delegate int ValueFormat<T>(T value, Span<byte> text);

/// <summary>Writes values of a fixed-size type.</summary>
sealed class FixedWriter<T>(ValueFormat<T> format) : ValueWriter where T : unmanaged
{
    public override void Write(Column column, int row, RowBuffer output) =>
        output.Advance(format(((Column<T>)column)[row], output.Reserve(ValueText.MaxLength)));
}

/// <summary>Writes text as it stands.</summary>
sealed class PlainTextWriter : ValueWriter
{
    public override void Write(Column column, int row, RowBuffer output) => output.Write(((StringColumn)column)[row]);
}

/// <summary>Writes bytes in Base64.</summary>
sealed class Base64Writer : ValueWriter
{
    public override void Write(Column column, int row, RowBuffer output)
    {
        var value = ((StringColumn)column)[row];
        Base64.EncodeToUtf8(value, output.Reserve(Base64.GetMaxEncodedToUtf8Length(value.Length)), out _, out var written);
        output.Advance(written);
    }
}

/// <summary>Makes the writers of scalar types: bare text, which a format quotes as it needs.</summary>
/// <param name="separator">Between the date and the time of a timestamp.</param>
/// <param name="plainDecimals">Whether DECIMAL is written without exponent.</param>
sealed class ScalarWriters(byte separator, bool plainDecimals)
{
    public ValueWriter Create(SqlType type) => type.Kind switch
    {
        TypeKind.Boolean => new FixedWriter<bool>(ValueText.Write),
        TypeKind.TinyInt or TypeKind.SmallInt or TypeKind.Int or TypeKind.IntervalYearMonth =>
            new FixedWriter<int>((value, text) => ValueText.Write(value, text)),
        TypeKind.BigInt or TypeKind.IntervalDaySecond => new FixedWriter<long>(ValueText.Write),
        TypeKind.Float => new FixedWriter<float>(DoubleText.Write),
        TypeKind.Double => new FixedWriter<double>(DoubleText.Write),
        TypeKind.Decimal when type.IsWide =>
            new FixedWriter<Int128>((value, text) => ValueText.WriteDecimal(value, type.Scale, plainDecimals, text)),
        TypeKind.Decimal => new FixedWriter<long>((value, text) => ValueText.WriteDecimal(value, type.Scale, plainDecimals, text)),
        TypeKind.Date => new FixedWriter<int>(ValueText.WriteDate),
        TypeKind.Time => new FixedWriter<int>((value, text) => ValueText.WriteTime(value * 1_000_000L, text)),
        TypeKind.Timestamp or TypeKind.TimestampLtz => CreateTimestamp(type.IsWide, type.Kind == TypeKind.TimestampLtz),
        TypeKind.Char or TypeKind.VarChar => new PlainTextWriter(),
        TypeKind.Binary or TypeKind.VarBinary => new Base64Writer(),
        _ => throw new UnreachableException($"no scalar: {type}"),
    };

    ValueWriter CreateTimestamp(bool isWide, bool hasZone) => isWide
        ? new FixedWriter<Int128>((value, text) => ValueText.WriteTimestamp(value, separator, hasZone, text))
        : new FixedWriter<long>((value, text) => ValueText.WriteTimestamp(value, separator, hasZone, text));

    /// <summary>Whether values of the type are numbers or truth values, which need no quotes anywhere.</summary>
    public static bool IsBare(SqlType type) => type.IsNumeric || type.IsInterval || type.Kind == TypeKind.Boolean;
}
