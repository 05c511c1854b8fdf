using Tally.Engine.Columns;
using Tally.Engine.Operators.Windows.Triggers;

namespace Tally.Engine.Operators.Windows.Slices;

/// <summary>Sends the rows of a batch to their slices, and leaves out those that are late for every window.</summary>
sealed class SliceRouter(SliceAssigner assigner, LocalTimeConverter clock, SliceStore store, long latenessMs = 0)
{
    readonly List<Slice> _slices = [];
    int[] _sliceOfRow = [];

    /// <summary>The slice for rows that are not late; null when no window takes them.</summary>
    public Slice? OnTime(long sliceStart)
    {
        var firstEnd = assigner.FirstWindowEnd(sliceStart);
        return firstEnd == long.MaxValue ? null : store.Open(sliceStart, firstEnd, assigner.LastWindowEnd(sliceStart));
    }

    /// <summary>Adds a batch of rows of several slices; returns how many were late for all of their windows.</summary>
    /// <param name="local">The local time of each row.</param>
    /// <param name="rowWatermarks">For each row its own watermark; null when only <paramref name="progress"/> counts.</param>
    /// <param name="progress">How far local time has come for the operator as a whole.</param>
    public int Add(Batch batch, ReadOnlySpan<long> local, long[]? rowWatermarks, long progress)
    {
        if (_sliceOfRow.Length < batch.Count) _sliceOfRow = new int[Math.Max(1024, batch.Count)];
        _slices.Clear();
        var (dropped, late) = (0, 0);
        var (from, until, current) = (long.MaxValue, long.MinValue, -1);
        for (var row = 0; row < local.Length; row++)
        {
            var passed = WindowCorrections.Earlier(rowWatermarks is null ? progress : Math.Max(progress, clock.Progress(rowWatermarks[row])), latenessMs);
            if (local[row] >= from && local[row] < until && local[row] > passed)
            {
                _sliceOfRow[row] = current;
                continue;
            }
            var start = assigner.SliceStart(local[row]);
            current = IndexOf(start, passed);
            _sliceOfRow[row] = current;
            if (current < 0)
            {
                dropped++;
                if (assigner.FirstWindowEnd(start) != long.MaxValue)
                {
                    late++;
                    batch.MarkLate(row);
                }
            }
            // Only a slice in which nothing can be late may serve the rows that follow.
            (from, until) = current >= 0 && local[row] > passed ? (start, start + assigner.SliceMs) : (long.MaxValue, long.MinValue);
        }
        if (dropped > 0) batch = Keep(batch);
        if (batch.Count > 0) store.Add(batch, _slices, _sliceOfRow);
        return late;
    }

    int IndexOf(long start, long passed)
    {
        var firstEnd = assigner.FirstWindowEnd(start, passed);
        if (firstEnd == long.MaxValue) return -1;
        // In CUMULATE a row that missed some steps is like a row of the first step that it has not missed.
        if (assigner.IsCumulative) start = firstEnd - assigner.SliceMs;
        for (var i = 0; i < _slices.Count; i++)
            if (_slices[i].Start == start && _slices[i].FirstWindowEnd == firstEnd) return i;
        _slices.Add(store.Open(start, firstEnd, assigner.LastWindowEnd(start)));
        return _slices.Count - 1;
    }

    Batch Keep(Batch batch)
    {
        var rows = new int[batch.Count];
        var kept = 0;
        for (var row = 0; row < batch.Count; row++)
        {
            if (_sliceOfRow[row] < 0) continue;
            _sliceOfRow[kept] = _sliceOfRow[row];
            rows[kept++] = row;
        }
        return batch.Gather(rows.AsSpan(0, kept));
    }
}
