using System.Buffers;
using System.Buffers.Text;
using Tally.Engine.Columns;

namespace Tally.Engine.Formats.Values;

/// <summary>Reads a BYTES field that is written in Base64.</summary>
sealed class Base64Reader<TSyntax>(SqlType type, TSyntax syntax) : FieldReader(type) where TSyntax : struct, ISyntax
{
    public override void Begin(Column column, int count) => column.Reset(0);

    public override void Read(byte[] bytes, SliceTable table, int field, int firstRow, Column column, RowFaults faults)
    {
        for (var row = 0; row < table.Rows; row++)
        {
            var slice = table.Slices[row * table.FieldCount + field];
            if (!Append(bytes, slice, column)) faults.TakeBad(firstRow + row, field, bytes.AsSpan(slice.Start, slice.Length));
            else if (slice.IsMissing) faults.TakeMissing(firstRow + row, field);
        }
    }

    public override bool Append(byte[] bytes, ValueSlice slice, Column column)
    {
        var isText = !slice.IsAbsent && syntax.IsText(bytes, slice.Start);
        if (!isText || !TryDecode(bytes, slice, (StringColumn)column)) column.AppendNull();
        else return true;
        return slice.IsAbsent;
    }

    bool TryDecode(byte[] bytes, ValueSlice slice, StringColumn column)
    {
        var rented = ArrayPool<byte>.Shared.Rent(slice.Length * 2);
        var encoded = rented.AsSpan(0, slice.IsPlain ? slice.Length : syntax.Rewrite(bytes, slice, rented));
        if (slice.IsPlain) bytes.AsSpan(slice.Start, slice.Length).CopyTo(encoded);
        var decoded = rented.AsSpan(slice.Length);
        var isValid = Base64.DecodeFromUtf8(encoded, decoded, out _, out var written) == OperationStatus.Done;
        if (isValid) column.Append(decoded[..written]);
        ArrayPool<byte>.Shared.Return(rented);
        return isValid;
    }
}
