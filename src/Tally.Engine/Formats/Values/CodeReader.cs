using System.Buffers;
using Tally.Engine.Columns;

namespace Tally.Engine.Formats.Values;

/// <summary>Reads a text field as codes of a dictionary that all batches of the decoder share.</summary>
sealed class CodeReader<TSyntax>(SqlType type, TSyntax syntax, bool isScalar) : FieldReader(type) where TSyntax : struct, ISyntax
{
    // Codes are mapped again by every operator when the dictionary is replaced, so it may grow far beyond a batch; what no state refers to
    // goes with it.
    const int MaxCount = 1 << 19, MaxSizeBytes = 32 << 20;

    StringDictionary _dictionary = new();
    ShortStringCodes _shortCodes = new();
    NumberedCodes _numbered = new();

    public override void Begin(Column column, int count)
    {
        if (_dictionary.Count > MaxCount || _dictionary.SizeBytes > MaxSizeBytes)
            (_dictionary, _shortCodes, _numbered) = (new(), new(), new());
        ((StringColumn)column).ResetCodes(count, _dictionary);
    }

    public override void Read(byte[] bytes, SliceTable table, int field, int firstRow, Column column, RowFaults faults)
    {
        var codes = GrownCodes((StringColumn)column, firstRow, table.Rows);
        var slices = table.Slices;
        var lastStart = isScalar ? -1 : bytes.Length - ShortStringCodes.MaxLength;
        for (int row = 0, at = field; row < codes.Length; row++, at += table.FieldCount)
        {
            var slice = slices[at];
            if (slice.IsPlain && slice.Length <= ShortStringCodes.MaxLength && slice.Start <= lastStart)
            {
                var code = _numbered.Find(bytes, slice.Start, slice.Length);
                codes[row] = code >= 0 ? code : FindShort(bytes, slice);
            }
            else if (slice.IsPlain) codes[row] = _dictionary.Add(bytes.AsSpan(slice.Start, slice.Length));
            else codes[row] = ReadSpecial(bytes, slice, firstRow + row, field, column, faults);
        }
    }

    int FindShort(byte[] bytes, ValueSlice slice)
    {
        // A numbered name that is new goes straight to the dictionary: it will not be asked for there again.
        var code = _numbered.HasPlace(bytes, slice.Start, slice.Length)
            ? _dictionary.Add(bytes.AsSpan(slice.Start, slice.Length))
            : _shortCodes.Find(bytes, slice.Start, slice.Length, _dictionary);
        _numbered.Learn(bytes, slice.Start, slice.Length, code);
        return code;
    }

    static Span<int> GrownCodes(StringColumn column, int firstRow, int rows)
    {
        column.Count = firstRow + rows;
        if (column.Codes!.Length < column.Count) Array.Resize(ref column.Codes, column.Count * 2);
        return column.Codes.AsSpan(firstRow, rows);
    }

    int ReadSpecial(byte[] bytes, ValueSlice slice, int row, int field, Column column, RowFaults faults)
    {
        if (!slice.IsAbsent) return Rewrite(bytes, slice);
        column.SetNull(row);
        if (slice.IsMissing) faults.TakeMissing(row, field);
        return _dictionary.Add(default);
    }

    int Rewrite(byte[] bytes, ValueSlice slice)
    {
        var rented = ArrayPool<byte>.Shared.Rent(syntax.MaxRewrittenLength(bytes, slice));
        var code = _dictionary.Add(rented.AsSpan(0, syntax.Rewrite(bytes, slice, rented)));
        ArrayPool<byte>.Shared.Return(rented);
        return code;
    }

    public override bool Append(byte[] bytes, ValueSlice slice, Column column) =>
        throw new NotSupportedException("fields inside nested values are never codes");
}
