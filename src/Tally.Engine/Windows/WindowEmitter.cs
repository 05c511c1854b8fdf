using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Operators;

namespace Tally.Engine.Windows;

/// <summary>Makes the rows of a window: keys, aggregates, then the window's columns.</summary>
sealed class WindowEmitter
{
    const int ChunkRows = 16_384;

    readonly SliceStore _store;
    readonly ImmutableArray<WindowColumn> _windowColumns;
    readonly WallClock _clock;
    readonly IOutput _output;
    readonly int _keyCount;
    readonly Column[] _columns;
    int[] _keys = [];
    int[] _slots = [];

    public WindowEmitter(SliceStore store, ImmutableArray<SqlType> keyTypes, ImmutableArray<WindowColumn> windowColumns, WallClock clock, IOutput output)
    {
        (_store, _windowColumns, _clock, _output, _keyCount) = (store, windowColumns, clock, output, keyTypes.Length);
        _columns = [.. keyTypes.Select(Column.For), .. store.Aggregates.Types.Select(Column.For), .. windowColumns.Select(_ => new Column<long>())];
    }

    /// <summary>Emits the groups of a slice as those of the window from <paramref name="start"/> to <paramref name="end"/>, local times.</summary>
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

    // Copied, because what the output does may come back and change the slice's arrays; groups without rows are left out.
    int Select(Slice groups)
    {
        if (_keys.Length < groups.Count) (_keys, _slots) = (new int[groups.Count * 2], new int[groups.Count * 2]);
        var count = 0;
        for (var i = 0; i < groups.Count; i++)
        {
            if (!_store.Aggregates.HasRows(groups.Slots[i])) continue;
            (_keys[count], _slots[count]) = (groups.Keys[i], groups.Slots[i]);
            count++;
        }
        return count;
    }

    void Fill(ReadOnlySpan<int> keys, ReadOnlySpan<int> slots, long start, long end)
    {
        foreach (var column in _columns) column.Reset(0);
        _store.Keys.AppendKeys(keys, _columns.AsSpan(0, _keyCount));
        _store.Aggregates.Write(slots, _columns.AsSpan(_keyCount));
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
