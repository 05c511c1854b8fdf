using Tally.Engine.Columns;
using Tally.Engine.Operators.Windows.Triggers;

namespace Tally.Engine.Operators.Windows.Slices;

/// <summary>Sends the rows of a batch to their slices, and leaves out those that are late for every window.</summary>
sealed class SliceRouter(SliceAssigner assigner, OperatorTime time, SliceStore store, long latenessMs = 0)
{
    readonly BatchSlices _slices = new(store);
    int[] _sliceOfRow = [];

    /// <summary>The slice for rows that are not late; null when no window takes them.</summary>
    public Slice? OnTime(long sliceStart)
    {
        var firstEnd = assigner.FirstWindowEnd(sliceStart);
        return firstEnd == long.MaxValue ? null : store.Open(sliceStart, firstEnd, assigner.LastWindowEnd(sliceStart));
    }

    /// <summary>Adds a batch of rows of several slices; those that are late for all of their windows are rejected.</summary>
    /// <param name="local">The local time of each row.</param>
    /// <param name="byRow">Whether each row is judged by its own watermark, too.</param>
    public void Add(Batch batch, ReadOnlySpan<long> local, bool byRow)
    {
        if (_sliceOfRow.Length < batch.Count) _sliceOfRow = new int[Math.Max(1024, batch.Count)];
        _slices.Clear();
        var dropped = 0;
        // Rows from one time up to another go to the current slice without a look.
        var (from, until, current) = (long.MaxValue, long.MinValue, -1);
        for (var row = 0; row < local.Length; row++)
        {
            var passed = WindowCorrections.Earlier(byRow ? time.Of(batch, row) : time.Progress, latenessMs);
            if (local[row] < from || local[row] >= until || local[row] <= passed)
            {
                var start = assigner.SliceStart(local[row]);
                current = IndexOf(start, passed);
                if (current < 0) dropped++;
                if (current < 0 && IsInWindow(start)) time.Reject(batch, row);
                // Only a slice in which nothing can be late may serve the rows that follow.
                (from, until) = current >= 0 && local[row] > passed ? (start, start + assigner.SliceMs) : (long.MaxValue, long.MinValue);
            }
            _sliceOfRow[row] = current;
        }
        if (dropped > 0) batch = Keep(batch);
        if (batch.Count > 0) store.Add(batch, _slices.Slices, _sliceOfRow);
    }

    // With gaps between windows there are rows that belong to none: they are not late.
    bool IsInWindow(long sliceStart) => assigner.FirstWindowEnd(sliceStart) != long.MaxValue;

    int IndexOf(long start, long passed)
    {
        var firstEnd = assigner.FirstWindowEnd(start, passed);
        if (firstEnd == long.MaxValue) return -1;
        // In CUMULATE a row that missed some steps is like a row of the first step that it has not missed.
        if (assigner.IsCumulative) start = firstEnd - assigner.SliceMs;
        return _slices.IndexOf(start, firstEnd, assigner.LastWindowEnd(start));
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
