using System.Buffers;
using System.Text;
using Tally.Engine.Columns;

namespace Tally.Engine.Formats;

/// <summary>Writes values as compact JSON: numbers bare with their scale, maps by key in the order of bytes.</summary>
static class CellJson
{
    public static void Write(IBufferWriter<byte> to, Column column, int row, SqlType type, CellText text)
    {
        if (column.IsNull(row))
        {
            to.Write("null"u8);
            return;
        }
        switch (type.Kind)
        {
            case TypeKind.Array: WriteArray(to, (ArrayColumn)column, row, type, text); break;
            case TypeKind.Map or TypeKind.Multiset: WriteMap(to, (MapColumn)column, row, type, text); break;
            case TypeKind.Row: WriteRow(to, (RowColumn)column, row, type, text); break;
            case TypeKind.Float when !float.IsFinite(((Column<float>)column)[row]): WriteQuoted(to, column, row, type, text); break;
            case TypeKind.Double when !double.IsFinite(((Column<double>)column)[row]): WriteQuoted(to, column, row, type, text); break;
            case TypeKind.Boolean or TypeKind.TinyInt or TypeKind.SmallInt or TypeKind.Int or TypeKind.BigInt or TypeKind.Float
                or TypeKind.Double or TypeKind.Decimal or TypeKind.Variant:
                text.Write(to, column, row, type);
                break;
            default: WriteQuoted(to, column, row, type, text); break;
        }
    }

    /// <summary>Writes text as a JSON string; only what must be escaped is.</summary>
    public static void WriteString(IBufferWriter<byte> to, ReadOnlySpan<byte> value)
    {
        to.Write("\""u8);
        while (true)
        {
            var plain = 0;
            while (plain < value.Length && value[plain] is >= 0x20 and not (byte)'"' and not (byte)'\\') plain++;
            to.Write(value[..plain]);
            if (plain == value.Length) break;
            to.Write(value[plain] switch
            {
                (byte)'"' => "\\\""u8,
                (byte)'\\' => "\\\\"u8,
                (byte)'\n' => "\\n"u8,
                (byte)'\r' => "\\r"u8,
                (byte)'\t' => "\\t"u8,
                var control => Encoding.ASCII.GetBytes($"\\u{control:x4}"),
            });
            value = value[(plain + 1)..];
        }
        to.Write("\""u8);
    }

    static void WriteQuoted(IBufferWriter<byte> to, Column column, int row, SqlType type, CellText text)
    {
        var inner = new ArrayBufferWriter<byte>();
        text.Write(inner, column, row, type);
        WriteString(to, inner.WrittenSpan);
    }

    static void WriteArray(IBufferWriter<byte> to, ArrayColumn column, int row, SqlType type, CellText text)
    {
        to.Write("["u8);
        for (var i = column.Offsets[row]; i < column.Offsets[row + 1]; i++)
        {
            if (i > column.Offsets[row]) to.Write(","u8);
            Write(to, column.Elements, i, type.Element!, text);
        }
        to.Write("]"u8);
    }

    static void WriteMap(IBufferWriter<byte> to, MapColumn column, int row, SqlType type, CellText text)
    {
        var isMap = type.Kind == TypeKind.Map;
        var entries = new List<(byte[] Key, int Index)>();
        for (var i = column.Offsets[row]; i < column.Offsets[row + 1]; i++)
        {
            var key = new ArrayBufferWriter<byte>();
            if (!column.Keys.IsNull(i)) text.Write(key, column.Keys, i, isMap ? type.Key! : type.Element!);
            entries.Add((key.WrittenSpan.ToArray(), i));
        }
        entries.Sort((a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key));
        to.Write("{"u8);
        for (var i = 0; i < entries.Count; i++)
        {
            if (i > 0) to.Write(","u8);
            WriteString(to, entries[i].Key);
            to.Write(":"u8);
            Write(to, column.Values, entries[i].Index, isMap ? type.Element! : SqlType.Int, text);
        }
        to.Write("}"u8);
    }

    static void WriteRow(IBufferWriter<byte> to, RowColumn column, int row, SqlType type, CellText text) =>
        WriteRow(to, column.Fields, row, type, text);

    /// <summary>Writes one row of some columns as an object.</summary>
    public static void WriteRow(IBufferWriter<byte> to, Column[] columns, int row, SqlType type, CellText text)
    {
        to.Write("{"u8);
        for (var i = 0; i < type.Fields.Length; i++)
        {
            if (i > 0) to.Write(","u8);
            WriteString(to, Encoding.UTF8.GetBytes(type.Fields[i].Name));
            to.Write(":"u8);
            Write(to, columns[i], row, type.Fields[i].Type, text);
        }
        to.Write("}"u8);
    }
}
