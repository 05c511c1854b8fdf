using System.Text;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.OrderLog;

/// <summary>Makes the readers of order-log fields.</summary>
sealed class OrderLogReaders(bool isScalar) : ReaderFactory<OrderLogSyntax>(default, isScalar)
{
    protected override TimestampForm Timestamps(bool hasZone) => new((byte)' ', NeedsSeconds: true, hasZone, Trims: true);

    protected override FieldReader CreateNested(SqlType type) => type.Kind switch
    {
        TypeKind.Row => new OrderLogRowReader(type, [.. type.Fields.Select(field => Create(field.Type))]),
        TypeKind.Array => new OrderLogArrayReader(type, Create(type.Element!)),
        _ =>
            throw new OptionException(
                $"format 'order-log' has no values of type {type}, expected ROW or ARRAY for what stands in brackets"),
    };
}

/// <summary>Reads a group in brackets.</summary>
abstract class OrderLogGroupReader(SqlType type) : FieldReader(type)
{
    public override void Begin(Column column, int count) => column.Reset(0);

    public override void Read(byte[] bytes, SliceTable table, int field, int firstRow, Column column, RowFaults faults)
    {
        for (var row = 0; row < table.Rows; row++)
        {
            var slice = table.Slices[row * table.FieldCount + field];
            var isGroup = slice.IsAbsent || bytes[slice.Start] == '[';
            if (!Append(bytes, slice, column) || !isGroup) faults.TakeBad(firstRow + row, field, bytes.AsSpan(slice.Start, slice.Length));
        }
    }

    public override bool Append(byte[] bytes, ValueSlice slice, Column column)
    {
        if (slice.IsAbsent)
        {
            column.AppendNull();
            return true;
        }
        var hasBrackets = bytes[slice.Start] == '[';
        var (start, end) = hasBrackets ? (slice.Start + 1, slice.Start + slice.Length - 1) : (slice.Start, slice.Start + slice.Length);
        return AppendGroup(bytes, start, end, column);
    }

    /// <summary>Appends exactly one value from what stands between the brackets.</summary>
    protected abstract bool AppendGroup(byte[] bytes, int start, int end, Column column);
}

/// <summary>Reads ARRAY: entries between semicolons.</summary>
sealed class OrderLogArrayReader(SqlType type, FieldReader element) : OrderLogGroupReader(type)
{
    protected override bool AppendGroup(byte[] bytes, int start, int end, Column column)
    {
        var array = (ArrayColumn)column;
        var group = bytes.AsSpan(0, end);
        var isGood = true;
        for (var from = OrderLogText.SkipSpace(group, start); from < end;)
        {
            var stop = OrderLogText.Find(group, from, (byte)';');
            isGood &= element.Append(bytes, OrderLogSyntax.Slice(group, from, OrderLogText.TrimEnd(group, from, stop)), array.Elements);
            from = OrderLogText.SkipSpace(group, stop + 1);
        }
        array.EndRow();
        return isGood;
    }
}

/// <summary>Reads ROW: pairs of key and value, in any order; unknown keys are passed over.</summary>
sealed class OrderLogRowReader(SqlType type, FieldReader[] fields) : OrderLogGroupReader(type)
{
    readonly byte[][] _names = [.. type.Fields.Select(field => Encoding.UTF8.GetBytes(field.Name))];
    readonly ValueSlice[] _values = new ValueSlice[fields.Length];

    protected override bool AppendGroup(byte[] bytes, int start, int end, Column column)
    {
        _values.AsSpan().Fill(ValueSlice.Missing);
        var group = bytes.AsSpan(0, end);
        var first = OrderLogText.SkipSpace(group, start);
        var key = OrderLogText.FindKey(group, first);
        var isGood = key.Start == first;
        while (key.Start < end)
        {
            var next = OrderLogText.FindKey(group, key.End + 1);
            var from = OrderLogText.SkipSpace(group, key.End + 1);
            Put(group[key.Start..key.End], OrderLogSyntax.Slice(group, from, OrderLogText.TrimEnd(group, from, next.Start)));
            key = next;
        }
        var row = (RowColumn)column;
        for (var i = 0; i < fields.Length; i++) isGood &= fields[i].Append(bytes, _values[i], row.Fields[i]);
        row.EndRow();
        return isGood;
    }

    void Put(ReadOnlySpan<byte> key, ValueSlice value)
    {
        for (var i = 0; i < _names.Length; i++)
            if (key.SequenceEqual(_names[i])) _values[i] = value;
    }
}
