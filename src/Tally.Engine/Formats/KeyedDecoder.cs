using Tally.Engine.Columns;
using Tally.Log;

namespace Tally.Engine.Formats;

/// <summary>Decodes some columns from the keys of records and the others from their values.</summary>
/// <param name="columns">For each output column where it comes from: whether from the key, and its place there.</param>
/// <param name="keepsTombstones">Whether a record without a value gives a row of its key with NULL in all other columns; its format must be
/// JSON.</param>
sealed class KeyedDecoder(Decoder key, Decoder value, IReadOnlyList<(bool IsKey, int Place)> columns, bool keepsTombstones) : Decoder
{
    public override void Decode(RecordBlock block, int start, int count, DecodedRows into)
    {
        // The rows of both parts are only taken together here; what is kept of them is gathered into columns of its own.
        var (keyBlock, keys, values) = (KeysOf(block, start, count), new DecodedRows(), new DecodedRows());
        if (keepsTombstones) FillTombstones(block, start, count, isFilled: true);
        value.Decode(block, start, count, values);
        if (keepsTombstones) FillTombstones(block, start, count, isFilled: false);
        key.Decode(keyBlock, 0, count, keys);
        var keyRows = RowsByRecord(keys, count);
        var (chosenKeys, chosenValues, records) = (new int[values.Count], new int[values.Count], new int[values.Count]);
        into.Count = 0;
        for (var row = 0; row < values.Count; row++)
        {
            var record = values.Records is { } known ? known[row] : start + row;
            if (keyRows[record - start] < 0) continue;
            (chosenKeys[into.Count], chosenValues[into.Count], records[into.Count]) = (keyRows[record - start], row, record);
            into.Count++;
        }
        into.Records = records;
        into.Columns = [.. columns.Select(column => column.IsKey
            ? keys.Columns[column.Place].Gather(chosenKeys.AsSpan(0, into.Count))
            : values.Columns[column.Place].Gather(chosenValues.AsSpan(0, into.Count)))];
        into.Bad.AddRange(values.Bad);
        foreach (var bad in keys.Bad) into.Bad.Add(new(bad.Record + start, bad.Kind, $"the key: {bad.Reason}"));
    }

    // An object without members stands behind the records while they are decoded.
    static void FillTombstones(RecordBlock block, int start, int count, bool isFilled)
    {
        var empty = "{}"u8;
        if (isFilled) block.ReserveBytes(empty.Length);
        if (isFilled) empty.CopyTo(block.Bytes.AsSpan(block.ByteCount));
        for (var i = start; i < start + count; i++)
        {
            if (isFilled && block.Lengths[i] < 0) (block.Starts[i], block.Lengths[i]) = (block.ByteCount, empty.Length);
            else if (!isFilled && block.Starts[i] == block.ByteCount && block.Lengths[i] == empty.Length) block.Lengths[i] = -1;
        }
    }

    static RecordBlock KeysOf(RecordBlock block, int start, int count)
    {
        var keys = new RecordBlock();
        for (var i = start; i < start + count; i++)
            keys.Add(block.Keys is { } all ? all[i].Span : default, block.Positions[i], block.TimestampsMs[i]);
        return keys;
    }

    static int[] RowsByRecord(DecodedRows rows, int count)
    {
        var found = new int[count];
        Array.Fill(found, -1);
        for (var row = 0; row < rows.Count; row++) found[rows.Records is { } records ? records[row] : row] = row;
        return found;
    }
}
