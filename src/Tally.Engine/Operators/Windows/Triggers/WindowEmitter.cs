using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.Operators.Windows.Slices;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Windows.Triggers;

/// <summary>Makes the rows of a window: keys, aggregates, then the window's columns.</summary>
sealed class WindowEmitter
{
    const int ChunkRows = 16_384;

    readonly KeyTable _keyTable;
    readonly AggregateSet _aggregates;
    readonly ImmutableArray<WindowColumn> _windowColumns;
    readonly LocalTimeConverter _clock;
    readonly IOutput _output;
    readonly int _keyCount;
    readonly Column[] _columns;
    int[] _keys = [];
    int[] _slots = [];

    public WindowEmitter(KeyTable keys, AggregateSet aggregates, ImmutableArray<SqlType> keyTypes,
        ImmutableArray<WindowColumn> windowColumns, LocalTimeConverter clock, IOutput output)
    {
        (_keyTable, _aggregates, _windowColumns, _clock, _output, _keyCount) =
            (keys, aggregates, windowColumns, clock, output, keyTypes.Length);
        _columns =
            [.. keyTypes.Select(Column.For), .. aggregates.Types.Select(Column.For), .. windowColumns.Select(_ => new Column<long>())];
    }

    /// <summary>Emits the groups of a slice as those of the window from <paramref name="start"/> to <paramref name="end"/>, local
    /// times.</summary>
    /// <param name="isPreview">Whether the window is still open; then all rows come in one batch.</param>
    public void Emit(Slice groups, long start, long end, bool isPreview)
    {
        var count = Select(groups);
        var chunk = isPreview ? Math.Max(1, count) : ChunkRows;
        for (var from = 0; from < count; from += chunk)
        {
            var rows = Math.Min(chunk, count - from);
            Fill(_keys.AsSpan(from, rows), _slots.AsSpan(from, rows), start, end);
            _output.Process(new() { Count = rows, Columns = [.. _columns], IsPreview = isPreview });
        }
    }

    /// <summary>Emits groups each of which has a window of its own (sessions).</summary>
    public void Emit(ReadOnlySpan<int> keys, ReadOnlySpan<int> slots, ReadOnlySpan<long> starts, ReadOnlySpan<long> ends)
    {
        if (keys.IsEmpty) return;
        Fill(keys, slots, 0, 1);
        for (var i = 0; i < _windowColumns.Length; i++)
        {
            var column = (Column<long>)_columns[_columns.Length - _windowColumns.Length + i];
            for (var row = 0; row < keys.Length; row++)
                column.Values[row] = _windowColumns[i] switch
                {
                    WindowColumn.Start => starts[row],
                    WindowColumn.End => ends[row],
                    _ => _clock.ToInstant(ends[row] - 1),
                };
        }
        _output.Process(new() { Count = keys.Length, Columns = [.. _columns] });
    }

    // Copied, because what the output does may come back and change the slice's arrays; groups without rows are left out.
    int Select(Slice groups)
    {
        if (_keys.Length < groups.Count) (_keys, _slots) = (new int[groups.Count * 2], new int[groups.Count * 2]);
        var count = 0;
        for (var i = 0; i < groups.Count; i++)
        {
            if (!_aggregates.HasRows(groups.Slots[i])) continue;
            (_keys[count], _slots[count]) = (groups.Keys[i], groups.Slots[i]);
            count++;
        }
        return count;
    }

    void Fill(ReadOnlySpan<int> keys, ReadOnlySpan<int> slots, long start, long end)
    {
        foreach (var column in _columns) column.Reset(0);
        _keyTable.AppendKeys(keys, _columns.AsSpan(0, _keyCount));
        _aggregates.Write(slots, _columns.AsSpan(_keyCount));
        for (var i = 0; i < _windowColumns.Length; i++)
        {
            var column = (Column<long>)_columns[_columns.Length - _windowColumns.Length + i];
            column.Reset(keys.Length);
            column.Span.Fill(_windowColumns[i] switch
            {
                WindowColumn.Start => start,
                WindowColumn.End => end,
                _ => _clock.ToInstant(end - 1),
            });
        }
    }
}
