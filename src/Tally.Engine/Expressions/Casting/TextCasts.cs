using Tally.Engine.Columns;
using Tally.Engine.Expressions.Kernels;
using Tally.Engine.Expressions.Text;
using Tally.Engine.Expressions.Time;

namespace Tally.Engine.Expressions.Casting;

/// <summary>Reads a value from text; false when the text is none.</summary>
delegate bool TextReader<T>(ReadOnlySpan<byte> text, out T value);

/// <summary>Casts from text to everything else.</summary>
static class TextCasts
{
    /// <summary>The cast, or null when there is none.</summary>
    public static Expression? FromText(Expression operand, SqlType type, bool isTry, TimeZoneInfo zone) => type.Kind switch
    {
        TypeKind.Boolean => Read<bool>(operand, type, isTry, NumberParser.TryBoolean),
        TypeKind.TinyInt => Read(operand, type, isTry, Integer(sbyte.MinValue, sbyte.MaxValue)),
        TypeKind.SmallInt => Read(operand, type, isTry, Integer(short.MinValue, short.MaxValue)),
        TypeKind.Int => Read(operand, type, isTry, Integer(int.MinValue, int.MaxValue)),
        TypeKind.BigInt =>
            Read(operand, type, isTry, (ReadOnlySpan<byte> text, out long value) =>
                NumberParser.TryInteger(text, long.MinValue, long.MaxValue, out value)),
        TypeKind.Double => Read<double>(operand, type, isTry, NumberParser.TryDouble),
        TypeKind.Float => Read(operand, type, isTry, (ReadOnlySpan<byte> text, out float value) =>
        {
            var found = NumberParser.TryDouble(text, out var wide);
            value = found && float.IsFinite((float)wide)
                && float.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var single) ? single : (float)wide;
            return found;
        }),
        TypeKind.Decimal => ToDecimal(operand, type, isTry),
        TypeKind.Date => Read<int>(operand, type, isTry, TimeText.TryDate),
        TypeKind.Time => Read<int>(operand, type, isTry, TimeText.TryTime),
        TypeKind.Timestamp => ToTimestamp(operand, type, isTry),
        TypeKind.TimestampLtz =>
            TimeCasts.ToZone(ToTimestamp(operand, type with { Kind = TypeKind.Timestamp }, isTry), zone, toLocal: false),
        TypeKind.Binary or TypeKind.VarBinary => Lengths.Binary(operand, type),
        _ => null,
    };

    static TextReader<int> Integer(int least, int most) => (ReadOnlySpan<byte> text, out int value) =>
    {
        var found = NumberParser.TryInteger(text, least, most, out var wide);
        value = (int)wide;
        return found;
    };

    static Expression ToDecimal(Expression operand, SqlType type, bool isTry)
    {
        var (precision, scale) = (type.Precision, type.Scale);
        if (type.IsWide)
            return Read(operand, type, isTry, (ReadOnlySpan<byte> text, out Int128 value) =>
                NumberParser.TryDecimal(text, precision, scale, out value));
        return Read(operand, type, isTry, (ReadOnlySpan<byte> text, out long value) =>
        {
            var found = NumberParser.TryDecimal(text, precision, scale, out var wide);
            value = (long)wide;
            return found;
        });
    }

    static Expression ToTimestamp(Expression operand, SqlType type, bool isTry)
    {
        if (!type.IsWide)
            return Read(operand, type, isTry, (ReadOnlySpan<byte> text, out long value) =>
            {
                var found = TimeText.TryTimestamp(text, out var nanos);
                value = (long)TimeText.Cut(nanos, type);
                return found;
            });
        return Read(operand, type, isTry, (ReadOnlySpan<byte> text, out Int128 value) =>
        {
            var found = TimeText.TryTimestamp(text, out var nanos);
            value = TimeText.Cut(nanos, type);
            return found;
        });
    }

    static FixedFunction<T> Read<T>(Expression operand, SqlType type, bool isTry, TextReader<T> reader) where T : unmanaged
    {
        var target = type.WithNullable(true);
        return new($"{(isTry ? "TRY " : "")}TO {target}", type, [operand], () => (Column[] columns, int row, out T value) =>
        {
            var text = ((StringColumn)columns[0])[row];
            if (reader(text, out value)) return true;
            return isTry ? false : throw new EvaluationException($"'{Shown(text)}' is no {target}; TRY_CAST gives NULL instead");
        });
    }

    static string Shown(ReadOnlySpan<byte> text) =>
        System.Text.Encoding.UTF8.GetString(text.Length > 60 ? text[..60] : text) + (text.Length > 60 ? "…" : "");

}
