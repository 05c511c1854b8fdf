using Tally.Engine.Columns;

namespace Tally.Engine.Formats.Values;

/// <summary>Reads a text field as slices of the record's own bytes; only what must be rewritten is copied.</summary>
sealed class TextReader<TSyntax>(SqlType type, TSyntax syntax) : FieldReader(type) where TSyntax : struct, ISyntax
{
    public override void Begin(Column column, int count) => column.Reset(count);

    public override void Read(byte[] bytes, SliceTable table, int field, int firstRow, Column column, RowFaults faults)
    {
        var text = (StringColumn)column;
        if (firstRow == 0) text.Borrow(bytes);
        Reserve(text, firstRow + table.Rows);
        var slices = table.Slices;
        for (int row = 0, at = field; row < table.Rows; row++, at += table.FieldCount)
        {
            var slice = slices[at];
            if (slice.IsPlain) (text.Starts[firstRow + row], text.Lengths[firstRow + row]) = (slice.Start, slice.Length);
            else ReadSpecial(bytes, slice, firstRow + row, field, text, faults);
        }
    }

    static void Reserve(StringColumn column, int rows)
    {
        column.Count = rows;
        if (column.Starts.Length >= rows) return;
        Array.Resize(ref column.Starts, rows * 2);
        Array.Resize(ref column.Lengths, rows * 2);
    }

    void ReadSpecial(byte[] bytes, ValueSlice slice, int row, int field, StringColumn column, RowFaults faults)
    {
        if (!slice.IsAbsent)
        {
            Write(bytes, slice, row, column);
            return;
        }
        (column.Starts[row], column.Lengths[row]) = (0, 0);
        column.SetNull(row);
        if (slice.IsMissing) faults.TakeMissing(row, field);
    }

    void Write(byte[] bytes, ValueSlice slice, int row, StringColumn column)
    {
        var length = syntax.Rewrite(bytes, slice, column.Reserve(syntax.MaxRewrittenLength(bytes, slice)));
        (column.Starts[row], column.Lengths[row]) = (column.ByteCount, length);
        column.ByteCount += length;
    }

    public override bool Append(byte[] bytes, ValueSlice slice, Column column)
    {
        var text = (StringColumn)column;
        if (slice.IsAbsent) text.AppendNull();
        else if (slice.IsPlain) text.Append(bytes.AsSpan(slice.Start, slice.Length));
        else
        {
            text.Append(default(ReadOnlySpan<byte>));
            Write(bytes, slice, text.Count - 1, text);
        }
        return true;
    }
}
