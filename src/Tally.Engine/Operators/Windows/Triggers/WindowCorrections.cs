using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Operators.Windows.Slices;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Windows.Triggers;

/// <summary>What has been emitted of the windows that may still be corrected, and the differences to it.</summary>
sealed class WindowCorrections
{
    const int ChunkRows = 16_384;

    readonly SliceStore _store;
    readonly ImmutableArray<WindowColumn> _windowColumns;
    readonly LocalTimeConverter _clock;
    readonly IOutput _output;
    readonly RowCodec _codec;
    readonly ByteBuffer _buffer = new();
    readonly Column[] _results;
    readonly Column[] _columns;
    readonly List<ChangeKind> _kinds = [];
    readonly int _keyCount;

    // By window the aggregates of each key; a key keeps its number as long as a slice has it, and slices stay as long as their windows.
    readonly SortedDictionary<(long End, long Start), Dictionary<int, byte[]>> _shown = [];

    public WindowCorrections(SliceStore store, ImmutableArray<SqlType> keyTypes, ImmutableArray<WindowColumn> windowColumns,
        LocalTimeConverter clock, IOutput output)
    {
        (_store, _windowColumns, _clock, _output, _keyCount) = (store, windowColumns, clock, output, keyTypes.Length);
        _codec = new([.. store.Aggregates.Types]);
        _results = _codec.NewColumns();
        _columns = [.. keyTypes.Select(Column.For), .. _codec.NewColumns(), .. windowColumns.Select(_ => new Column<long>())];
    }

    /// <summary>The time that is the lateness before another one.</summary>
    public static long Earlier(long time, long latenessMs) => time is long.MinValue or long.MaxValue ? time : time - latenessMs;

    /// <summary>Emits the difference between what was emitted of a window and its groups now.</summary>
    public void Emit(Slice groups, long start, long end)
    {
        if (!_shown.TryGetValue((end, start), out var shown)) _shown.Add((end, start), shown = []);
        Begin();
        for (var from = 0; from < groups.Count; from += ChunkRows)
        {
            var count = Math.Min(ChunkRows, groups.Count - from);
            foreach (var column in _results) column.Reset(0);
            _store.Aggregates.Write(groups.Slots.Slice(from, count), _results);
            var results = new Batch { Count = count, Columns = _results };
            for (var i = 0; i < count; i++)
                Emit(shown, groups.Keys[from + i], results, i, _store.Aggregates.HasRows(groups.Slots[from + i]), (start, end));
            if (_kinds.Count >= ChunkRows) Flush();
        }
        Flush();
    }

    void Emit(Dictionary<int, byte[]> shown, int key, Batch results, int row, bool exists, (long Start, long End) window)
    {
        var before = shown.GetValueOrDefault(key);
        if (!exists)
        {
            if (before is not null) Append(key, before, ChangeKind.Delete, window);
            shown.Remove(key);
            return;
        }
        _buffer.Clear();
        _codec.Encode(results, row, _buffer);
        if (before is not null && _buffer.Written.SequenceEqual(before)) return;
        var now = shown[key] = _buffer.Written.ToArray();
        if (before is not null) Append(key, before, ChangeKind.UpdateBefore, window);
        Append(key, now, before is null ? ChangeKind.Insert : ChangeKind.UpdateAfter, window);
    }

    void Append(int key, byte[] values, ChangeKind kind, (long Start, long End) window)
    {
        _store.Keys.AppendKeys([key], _columns.AsSpan(0, _keyCount));
        _codec.Decode(values, _columns.AsSpan(_keyCount));
        for (var i = 0; i < _windowColumns.Length; i++)
            ((Column<long>)_columns[_columns.Length - _windowColumns.Length + i]).Append(_windowColumns[i] switch
            {
                WindowColumn.Start => window.Start,
                WindowColumn.End => window.End,
                _ => _clock.ToInstant(window.End - 1),
            });
        _kinds.Add(kind);
    }

    void Begin()
    {
        foreach (var column in _columns) column.Reset(0);
        _kinds.Clear();
    }

    void Flush()
    {
        if (_kinds.Count == 0) return;
        _output.Process(new() { Count = _kinds.Count, Columns = [.. _columns],
            Kinds = _kinds.TrueForAll(kind => kind == ChangeKind.Insert) ? null : [.. _kinds] });
        Begin();
    }

    /// <summary>Forgets the windows that end at or before a local time.</summary>
    public void Forget(long closed)
    {
        foreach (var window in _shown.Keys.TakeWhile(window => window.End - 1 <= closed).ToList()) _shown.Remove(window);
    }

    public void Snapshot(StateWriter writer)
    {
        writer.Write(_shown.Count);
        foreach (var ((end, start), shown) in _shown)
        {
            writer.Write(end);
            writer.Write(start);
            writer.Write(shown.Count);
            foreach (var (key, values) in shown)
            {
                writer.Write(key);
                writer.Write(values.AsSpan());
            }
        }
    }

    public void Restore(StateReader reader)
    {
        for (var windows = reader.ReadInt32(); windows > 0; windows--)
        {
            var shown = new Dictionary<int, byte[]>();
            _shown.Add((reader.ReadInt64(), reader.ReadInt64()), shown);
            for (var left = reader.ReadInt32(); left > 0; left--) shown.Add(reader.ReadInt32(), reader.ReadBytes().ToArray());
        }
    }
}
