using Tally.Engine.Columns;
using Tally.Log;

namespace Tally.Engine.Formats.Values;

/// <summary>A decoder in two steps: a format's scan makes slices of some hundred rows, the readers of the fields turn them into
/// columns.</summary>
abstract class SlicingDecoder : Decoder
{
    // Few enough rows that their bytes and slices are still in the cache when the readers come to them.
    const int RowsPerRun = 256;

    readonly FieldReader[] _readers;
    readonly RowFaults _faults;
    readonly SliceTable _table;
    int[] _records = new int[1024];
    int _rows;

    protected SlicingDecoder(FieldReader[] readers, RowFaults faults)
    {
        _readers = readers;
        _faults = faults;
        _table = new(readers.Length);
    }

    /// <summary>Adds the rows of one record to the table, or reports it with <paramref name="bad"/>; an empty record may give
    /// none.</summary>
    protected abstract void Scan(byte[] bytes, int start, int end, int record, SliceTable table, List<BadRecord> bad);

    /// <summary>Adds the rows of two records that follow each other, one row each, if that is quicker; false when it has added
    /// nothing.</summary>
    protected virtual bool TryScanPair(byte[] bytes, (int Start, int End) one, (int Start, int End) two, int record, SliceTable table) =>
        false;

    static (int Start, int End) Bounds(RecordBlock block, int record) =>
        (block.Starts[record], block.Starts[record] + block.Lengths[record]);

    /// <summary>Whether an empty record is still looked at.</summary>
    protected virtual bool KeepsEmpty => false;

    /// <summary>Whether a record without value (a tombstone) is looked at: its end is then before its start.</summary>
    protected virtual bool KeepsNull => false;

    public sealed override void Decode(RecordBlock block, int start, int count, DecodedRows into)
    {
        Begin(into, count);
        for (var record = start; record < start + count; record++)
        {
            var length = block.Lengths[record];
            if (record + 1 < start + count && length > 0 && block.Lengths[record + 1] > 0
                && TryScanPair(block.Bytes, Bounds(block, record), Bounds(block, record + 1), record, _table)) record++;
            else if (length > 0 || (length == 0 ? KeepsEmpty : KeepsNull))
                Scan(block.Bytes, block.Starts[record], block.Starts[record] + length, record, _table, into.Bad);
            if (_table.Rows >= RowsPerRun) Read(block.Bytes, into);
        }
        Read(block.Bytes, into);
        End(start, count, into);
    }

    void Begin(DecodedRows into, int count)
    {
        into.Bad.Clear();
        _faults.Clear();
        _rows = 0;
        if (into.Columns.Length == 0 && _readers.Length > 0) into.Columns = [.. _readers.Select(reader => reader.NewColumn())];
        for (var i = 0; i < _readers.Length; i++) _readers[i].Begin(into.Columns[i], count);
    }

    void Read(byte[] bytes, DecodedRows into)
    {
        for (var i = 0; i < _readers.Length; i++) _readers[i].Read(bytes, _table, i, _rows, into.Columns[i], _faults);
        if (_records.Length < _rows + _table.Rows) Array.Resize(ref _records, (_rows + _table.Rows) * 2);
        _table.Records.CopyTo(_records.AsSpan(_rows));
        _rows += _table.Rows;
        _table.Truncate(0);
    }

    void End(int start, int count, DecodedRows into)
    {
        if (_faults.List.Count > 0) Drop(into);
        for (var i = 0; i < into.Columns.Length; i++) into.Columns[i].Count = _rows;
        into.Count = _rows;
        into.Records = IsOneToOne(start, count) ? null : _records.AsSpan(0, _rows).ToArray();
        if (into.Bad.Count > 1) into.Bad.Sort(static (one, other) => one.Record.CompareTo(other.Record));
    }

    bool IsOneToOne(int start, int count)
    {
        if (_rows != count) return false;
        for (var row = 0; row < _rows; row++)
            if (_records[row] != start + row) return false;
        return true;
    }

    /// <summary>Takes out every row of a record of which one row is faulty, and reports the record once.</summary>
    void Drop(DecodedRows into)
    {
        var reasons = new Dictionary<int, string>();
        foreach (var (row, reason) in _faults.List) reasons.TryAdd(_records[row], reason);
        foreach (var (record, reason) in reasons) into.Bad.Add(new(record, "type", reason));
        var kept = new List<int>(_rows);
        for (var row = 0; row < _rows; row++)
            if (!reasons.ContainsKey(_records[row])) kept.Add(row);
        for (var i = 0; i < into.Columns.Length; i++) into.Columns[i] = into.Columns[i].Gather([.. kept]);
        for (var i = 0; i < kept.Count; i++) _records[i] = _records[kept[i]];
        _rows = kept.Count;
    }
}
