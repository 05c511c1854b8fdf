using System.Collections.Immutable;
using Tally.Engine.Execution.Checkpoints;

namespace Tally.Engine.Execution.Live;

/// <summary>One thread that runs some groups of queries: it sees every entry of the ring in order and is the only one to touch their
/// state.</summary>
sealed class LiveWorker(int index, Ring ring, IReadOnlyList<QueryGroup> groups, int refreshIntervalMs, TimeProvider clock,
    Action<RingEntry> onReleased)
{
    long _refreshedAt = clock.GetTimestamp();
    long _countedAt;
    long _caughtUpTicks;
    bool _unshown;
    // Written by this thread, read by any. Queries are told of from the beginning, before the thread has counted for the first time.
    volatile QueryStatistics[] _counted = [.. groups.SelectMany(group => group.Statistics(index))];

    public int Index => index;

    public IReadOnlyList<QueryGroup> Groups => groups;

    /// <summary>What the groups are doing, as of the last second: only this thread may look into their state.</summary>
    public ImmutableArray<QueryStatistics> Statistics => [.. _counted.Select((query, i) => Now(query, Places[i].Sink, Places[i].Group))];

    // What sinks and lookups say may be asked by any thread, also while this one waits for them.
    ImmutableArray<(LiveSink Sink, QueryGroup Group)> Places { get; } =
        [.. groups.SelectMany(group => group.Queries.Select(query => (query.Sink, group)))];

    /// <summary>Whether a sink or a lookup of its queries is away just now.</summary>
    public bool IsHeldUp => Places.Any(place => (place.Sink.Problem ?? place.Group.Problem) is not null);

    static QueryStatistics Now(QueryStatistics query, LiveSink sink, QueryGroup group) =>
        query with { Error = query.Error ?? sink.Problem ?? group.Problem, Notice = sink.Notice ?? query.Notice,
            SinkErrors = sink.ErrorCount, RefusedRows = sink.RefusedCount, SinkLag = sink.Lag };

    /// <summary>When all groups had computed what there was to read at the start; null before.</summary>
    public DateTimeOffset? CaughtUpAt => Volatile.Read(ref _caughtUpTicks) is > 0 and var ticks ? new(ticks, TimeSpan.Zero) : null;

    /// <summary>Works until the ring's end.</summary>
    public void Run()
    {
        foreach (var group in groups) group.Start();
        NoteCaughtUp();
        _unshown = true;
        while (true)
        {
            var entry = ring.Take(index, _unshown ? MsToRefresh() : refreshIntervalMs);
            if (entry is StopEntry) break;
            if (entry is not null)
            {
                Handle(entry);
                ring.Release(index, onReleased);
            }
            else if (ring.IsClosed) return;
            if (_unshown && MsToRefresh() == 0) Refresh();
            if (clock.GetElapsedTime(_countedAt).TotalMilliseconds > 500) Count();
        }
        Refresh();
        Count();
        ring.Release(index, onReleased);
    }

    void Handle(RingEntry entry)
    {
        switch (entry)
        {
            case RowsEntry rows:
                foreach (var group in groups) group.Process(rows);
                _unshown = true;
                break;
            case WatermarkEntry watermark:
                foreach (var group in groups) group.OnWatermark(watermark);
                _unshown = true;
                break;
            case CaughtUpEntry caughtUp:
                foreach (var group in groups) group.OnCaughtUp(caughtUp);
                NoteCaughtUp();
                break;
            case BarrierEntry barrier: Snapshot(barrier.Barrier); break;
        }
    }

    // A group that has stopped is not waited for: its error is shown.
    void NoteCaughtUp()
    {
        if (_caughtUpTicks == 0 && groups.All(group => group.IsCaughtUp || group.Error is not null))
            Volatile.Write(ref _caughtUpTicks, clock.GetUtcNow().UtcTicks);
    }

    int MsToRefresh() => Math.Max(0, refreshIntervalMs - (int)clock.GetElapsedTime(_refreshedAt).TotalMilliseconds);

    void Refresh()
    {
        foreach (var group in groups) group.Refresh();
        // With nothing else to do, what sinks hold back may go too.
        if (ring.IsDrained(index)) Flush();
        _refreshedAt = clock.GetTimestamp();
        _unshown = false;
    }

    void Flush()
    {
        foreach (var group in groups) group.Flush();
    }

    void Count()
    {
        _counted = [.. groups.SelectMany(group => group.Statistics(index))];
        _countedAt = clock.GetTimestamp();
    }

    void Snapshot(Barrier barrier)
    {
        try
        {
            foreach (var group in groups) group.Refresh();
            Flush();
            barrier.Complete(groups.Select(group => group.Snapshot(barrier)).OfType<GroupState>().ToList());
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            barrier.Fail(e);
        }
    }
}
