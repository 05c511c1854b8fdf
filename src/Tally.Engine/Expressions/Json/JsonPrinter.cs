using System.Globalization;
using System.Text;
using System.Text.Json;
using Tally.Engine.Columns;
using Tally.Engine.Expressions.Casting;
using Tally.Engine.Expressions.Kernels;
using Tally.Engine.Expressions.Time;

namespace Tally.Engine.Expressions.Json;

/// <summary>Writes JSON: parsed values again, without white space, and values of columns.</summary>
static class JsonPrinter
{
    /// <summary>A value of a document, the names of objects in order.</summary>
    public static void Write(JsonItem value, TextOutput output)
    {
        switch (value.Kind)
        {
            case JsonValueKind.Object:
                WriteObject(value, output);
                break;
            case JsonValueKind.Array:
                WriteList(value.Items, output);
                break;
            case JsonValueKind.String:
                WriteString(Encoding.UTF8.GetBytes(value.Scalar), output);
                break;
            default:
                output.Write(value.Scalar);
                break;
        }
    }

    static void WriteObject(JsonItem value, TextOutput output)
    {
        var separator = (byte)'{';
        foreach (var (name, member) in value.Members.OrderBy(member => member.Name, StringComparer.Ordinal))
        {
            output.Write(separator);
            WriteString(Encoding.UTF8.GetBytes(JsonItem.Shown(name)), output);
            output.Write((byte)':');
            Write(member, output);
            separator = (byte)',';
        }
        if (separator == '{') output.Write(separator);
        output.Write((byte)'}');
    }

    static void WriteList(IReadOnlyList<JsonItem> values, TextOutput output)
    {
        output.Write((byte)'[');
        for (var i = 0; i < values.Count; i++)
        {
            if (i > 0) output.Write((byte)',');
            Write(values[i], output);
        }
        output.Write((byte)']');
    }

    public static string Double(double value)
    {
        Span<byte> text = stackalloc byte[40];
        return Encoding.ASCII.GetString(text[..NumberText.WriteDouble(value, text)]);
    }

    /// <summary>A number as written, but zero without a sign; one with an exponent as Java's BigDecimal writes it.</summary>
    public static string Number(string raw)
    {
        var mark = raw.AsSpan().IndexOfAny('e', 'E');
        var mantissa = mark < 0 ? raw : raw[..mark];
        var digits = mantissa.Replace(".", "").TrimStart('-').TrimStart('0') is { Length: > 0 } some ? some : "0";
        var sign = mantissa.StartsWith('-') && digits != "0" ? "-" : "";
        if (mark < 0) return sign + mantissa.TrimStart('-');
        var exponent = long.Parse(raw.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var point = mantissa.IndexOf('.');
        var scale = (point < 0 ? 0 : mantissa.Length - point - 1) - exponent;
        var adjusted = digits.Length - 1 - scale;
        if (scale == 0) return sign + digits;
        if (scale > 0 && adjusted >= -6)
        {
            digits = digits.PadLeft((int)scale + 1, '0');
            return $"{sign}{digits[..^(int)scale]}.{digits[^(int)scale..]}";
        }
        return $"{sign}{digits[0]}{(digits.Length > 1 ? "." + digits[1..] : "")}E{(adjusted >= 0 ? "+" : "")}{adjusted}";
    }

    /// <summary>A string in quotes; only quotes, backslashes and control characters are escaped.</summary>
    public static void WriteString(ReadOnlySpan<byte> text, TextOutput output)
    {
        output.Write((byte)'"');
        foreach (var c in text)
        {
            switch (c)
            {
                case (byte)'"': output.Write("\\\""u8); break;
                case (byte)'\\': output.Write("\\\\"u8); break;
                case (byte)'\n': output.Write("\\n"u8); break;
                case (byte)'\r': output.Write("\\r"u8); break;
                case (byte)'\t': output.Write("\\t"u8); break;
                case (byte)'\b': output.Write("\\b"u8); break;
                case (byte)'\f': output.Write("\\f"u8); break;
                case < 0x20: output.Write($"\\u{(int)c:X4}"); break;
                default: output.Write(c); break;
            }
        }
        output.Write((byte)'"');
    }

    /// <summary>A value of a column.</summary>
    public static void Write(Column column, int row, SqlType type, TextOutput output)
    {
        if (column.IsNull(row))
        {
            output.Write("null"u8);
            return;
        }
        switch (column)
        {
            case Column<bool> bools: output.Write(bools[row] ? "true"u8 : "false"u8); break;
            case StringColumn texts when type.IsBinary:
                WriteString(Encoding.ASCII.GetBytes(Convert.ToBase64String(texts[row])), output); break;
            case StringColumn variants when type.Kind == TypeKind.Variant: output.Write(variants[row]); break;
            case StringColumn texts: WriteString(texts[row], output); break;
            case ArrayColumn array: WriteArray(array, row, type.Element!, output); break;
            case MapColumn map: WriteMap(map, row, type, output); break;
            case RowColumn fields: WriteRow(fields, row, type, output); break;
            default: WriteScalar(column, row, type, output); break;
        }
    }

    static void WriteScalar(Column column, int row, SqlType type, TextOutput output)
    {
        Span<byte> text = stackalloc byte[64];
        var length = column switch
        {
            Column<double> doubles => NumberText.WriteDouble(doubles[row], text),
            Column<float> floats => NumberText.WriteFloat(floats[row], text),
            _ when type.Kind == TypeKind.Decimal => NumberText.WriteDecimal(column.Wide(row), type.Scale, text),
            Column<int> days when type.Kind == TypeKind.Date => TimeText.WriteDate(days[row], text),
            Column<int> time when type.Kind == TypeKind.Time => TimeText.WriteTime(time[row] * 1_000_000L, type.Precision, text),
            Column<int> ints => Decimal(ints[row], text),
            _ when type.IsTimestamp => Timestamp(column, row, type, text),
            _ => Decimal(column.Wide(row), text),
        };
        if (type.IsNumeric || type.IsInterval) output.Write(text[..length]);
        else WriteString(text[..length], output);
    }

    static int Decimal(Int128 value, Span<byte> text) => NumberText.WriteDecimal(value, 0, text);

    /// <summary>ISO 8601: a T between date and time, of the fraction only what is needed, a Z behind an instant.</summary>
    static int Timestamp(Column column, int row, SqlType type, Span<byte> text)
    {
        var length = type.IsWide
            ? TimeText.WriteTimestamp(column.Wide(row), type.Precision, text)
            : TimeText.WriteTimestamp((long)column.Wide(row), type.Precision, text);
        text[text.IndexOf((byte)' ')] = (byte)'T';
        if (type.Precision > 0) length = text[..length].TrimEnd((byte)'0').TrimEnd((byte)'.').Length;
        if (type.Kind == TypeKind.TimestampLtz) text[length++] = (byte)'Z';
        return length;
    }

    static void WriteArray(ArrayColumn array, int row, SqlType element, TextOutput output)
    {
        output.Write((byte)'[');
        for (var i = array.Start(row); i < array.Offsets[row + 1]; i++)
        {
            if (i > array.Start(row)) output.Write((byte)',');
            Write(array.Elements, i, element, output);
        }
        output.Write((byte)']');
    }

    static void WriteMap(MapColumn map, int row, SqlType type, TextOutput output)
    {
        var (key, value) = type.Kind == TypeKind.Multiset ? (type.Element!, SqlType.Int) : (type.Key!, type.Element!);
        output.Write((byte)'{');
        for (var i = map.Offsets[row]; i < map.Offsets[row + 1]; i++)
        {
            if (i > map.Offsets[row]) output.Write((byte)',');
            if (key.IsText) Write(map.Keys, i, key, output);
            else
            {
                output.Write((byte)'"');
                Write(map.Keys, i, key, output);
                output.Write((byte)'"');
            }
            output.Write((byte)':');
            Write(map.Values, i, value, output);
        }
        output.Write((byte)'}');
    }

    static void WriteRow(RowColumn fields, int row, SqlType type, TextOutput output)
    {
        output.Write((byte)'{');
        for (var i = 0; i < fields.Fields.Length; i++)
        {
            if (i > 0) output.Write((byte)',');
            WriteString(Encoding.UTF8.GetBytes(type.Fields[i].Name), output);
            output.Write((byte)':');
            Write(fields.Fields[i], row, type.Fields[i].Type, output);
        }
        output.Write((byte)'}');
    }
}
