using System.Buffers.Text;
using Tally.Engine.Columns;
using Tally.Engine.Expressions.Bitmaps;
using Tally.Engine.Expressions.Kernels;
using Tally.Engine.Expressions.Time;

namespace Tally.Engine.Expressions.Casting;

/// <summary>Writes any value as CAST to STRING does.</summary>
sealed class CastText(TimeZoneInfo zone)
{
    readonly ZoneRules _clock = new(zone);

    public void Write(Column column, int row, SqlType type, TextOutput output)
    {
        if (column.IsNull(row)) output.Write("NULL"u8);
        else if (column is Column<int> or Column<long> or Column<Int128>) WriteInteger(column, row, type, output);
        else WriteOther(column, row, type, output);
    }

    void WriteOther(Column column, int row, SqlType type, TextOutput output)
    {
        Span<byte> text = stackalloc byte[64];
        switch (column)
        {
            case Column<bool> bools: output.Write(bools[row] ? "TRUE"u8 : "FALSE"u8); break;
            case Column<double> doubles: output.Write(text[..NumberText.WriteDouble(doubles[row], text)]); break;
            case Column<float> floats: output.Write(text[..NumberText.WriteFloat(floats[row], text)]); break;
            case StringColumn bitmaps when type.Kind == TypeKind.Bitmap: BitmapFunctions.WriteText(bitmaps[row], output); break;
            case StringColumn strings: output.Write(strings[row]); break;
            case ArrayColumn array: WriteArray(array, row, type, output); break;
            case MapColumn map: WriteMap(map, row, type, output); break;
            case RowColumn fields: WriteRow(fields, row, type, output); break;
        }
    }

    void WriteInteger(Column column, int row, SqlType type, TextOutput output)
    {
        Span<byte> text = stackalloc byte[64];
        var value = column switch { Column<int> ints => ints[row], Column<long> longs => longs[row], _ => ((Column<Int128>)column)[row] };
        var length = type.Kind switch
        {
            TypeKind.Decimal => NumberText.WriteDecimal(value, type.Scale, text),
            TypeKind.Date => TimeText.WriteDate((long)value, text),
            TypeKind.Time => TimeText.WriteTime((long)value * 1_000_000, type.Precision, text),
            TypeKind.Timestamp => WriteTimestamp(value, type, text),
            TypeKind.TimestampLtz => WriteTimestamp(ToLocal(value, type), type, text),
            TypeKind.IntervalYearMonth => IntervalText.WriteMonths((long)value, text),
            TypeKind.IntervalDaySecond => IntervalText.WriteMillis((long)value, text),
            _ => Utf8Formatter.TryFormat((long)value, text, out var written) ? written : 0,
        };
        output.Write(text[..length]);
    }

    static int WriteTimestamp(Int128 value, SqlType type, Span<byte> text) =>
        type.IsWide ? TimeText.WriteTimestamp(value, type.Precision, text) : TimeText.WriteTimestamp((long)value, type.Precision, text);

    Int128 ToLocal(Int128 value, SqlType type) => type.IsWide ? new ZoneNanos(_clock, true).Apply(value) : _clock.ToLocal((long)value);

    void WriteArray(ArrayColumn array, int row, SqlType type, TextOutput output)
    {
        output.Write((byte)'[');
        for (var i = 0; i < array.Length(row); i++)
        {
            if (i > 0) output.Write(", "u8);
            Write(array.Elements, array.Start(row) + i, type.Element!, output);
        }
        output.Write((byte)']');
    }

    void WriteMap(MapColumn map, int row, SqlType type, TextOutput output)
    {
        var (key, value) = type.Kind == TypeKind.Multiset ? (type.Element!, SqlType.Int) : (type.Key!, type.Element!);
        output.Write((byte)'{');
        for (var i = map.Offsets[row]; i < map.Offsets[row + 1]; i++)
        {
            if (i > map.Offsets[row]) output.Write(", "u8);
            Write(map.Keys, i, key, output);
            output.Write((byte)'=');
            Write(map.Values, i, value, output);
        }
        output.Write((byte)'}');
    }

    void WriteRow(RowColumn fields, int row, SqlType type, TextOutput output)
    {
        output.Write((byte)'(');
        for (var i = 0; i < fields.Fields.Length; i++)
        {
            if (i > 0) output.Write(", "u8);
            Write(fields.Fields[i], row, type.Fields[i].Type, output);
        }
        output.Write((byte)')');
    }

    /// <summary>The cast of a value to a text type.</summary>
    public static Expression Cast(Expression operand, SqlType type, TimeZoneInfo zone)
    {
        var from = operand.Type;
        var text = new TextFunction($"TO {SqlType.String}", SqlType.String.WithNullable(type.Nullable), [operand], () =>
        {
            var writer = new CastText(zone);
            return (columns, row, output) =>
            {
                writer.Write(columns[0], row, from, output);
                return true;
            };
        });
        return Lengths.Text(text, type);
    }
}
