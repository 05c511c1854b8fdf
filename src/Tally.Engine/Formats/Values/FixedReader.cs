using System.Buffers;
using Tally.Engine.Columns;

namespace Tally.Engine.Formats.Values;

/// <summary>Reads a field of a fixed-size type, in one loop that is compiled for the type and the syntax.</summary>
sealed class FixedReader<T, TParser, TSyntax>(SqlType type, TParser parser, TSyntax syntax, bool isScalar) : FieldReader(type)
    where T : unmanaged
    where TParser : struct, IValueParser<T>
    where TSyntax : struct, ISyntax
{
    TParser _parser = parser;

    public override void Begin(Column column, int count) => column.Reset(count);

    public override void Read(byte[] bytes, SliceTable table, int field, int firstRow, Column column, RowFaults faults)
    {
        var slices = table.Slices;
        var values = GrownValues((Column<T>)column, firstRow, table.Rows);
        for (var row = 0; row < values.Length; row++, field += table.FieldCount)
        {
            var slice = slices[field];
            if (!isScalar && slice.IsPlain
                && _parser.Parse(bytes, slice.Start, slice.Length, syntax.IsText(bytes, slice.Start), out values[row]) == Parsed.Value)
                continue;
            ReadSpecial(bytes, slice, firstRow + row, field - row * table.FieldCount, column, faults);
        }
    }

    static Span<T> GrownValues(Column<T> column, int firstRow, int rows)
    {
        column.Count = firstRow + rows;
        if (column.Values.Length < column.Count) Array.Resize(ref column.Values, column.Count * 2);
        return column.Values.AsSpan(firstRow, rows);
    }

    void ReadSpecial(byte[] bytes, ValueSlice slice, int row, int field, Column column, RowFaults faults)
    {
        if (slice.IsAbsent)
        {
            column.SetNull(row);
            if (slice.IsMissing) faults.TakeMissing(row, field);
            return;
        }
        var parsed = Parse(bytes, slice, out ((Column<T>)column).Values[row]);
        if (parsed == Parsed.Value) return;
        column.SetNull(row);
        if (parsed == Parsed.Bad) faults.TakeBad(row, field, bytes.AsSpan(slice.Start, slice.Length));
    }

    public override bool Append(byte[] bytes, ValueSlice slice, Column column)
    {
        var parsed = Parsed.Null;
        var value = default(T);
        if (!slice.IsAbsent) parsed = Parse(bytes, slice, out value);
        if (parsed == Parsed.Value) ((Column<T>)column).Append(value);
        else column.AppendNull();
        return parsed != Parsed.Bad;
    }

    Parsed Parse(byte[] bytes, ValueSlice slice, out T value)
    {
        value = default;
        if (slice.IsPlain)
            return _parser.ParseScalar(bytes.AsSpan(slice.Start, slice.Length), syntax.IsText(bytes, slice.Start), out value);
        if (syntax.IsNested(bytes, slice.Start)) return Parsed.Bad;
        var rented = ArrayPool<byte>.Shared.Rent(syntax.MaxRewrittenLength(bytes, slice));
        var length = syntax.Rewrite(bytes, slice, rented);
        var parsed = _parser.ParseScalar(rented.AsSpan(0, length), isText: true, out value);
        ArrayPool<byte>.Shared.Return(rented);
        return parsed;
    }
}
