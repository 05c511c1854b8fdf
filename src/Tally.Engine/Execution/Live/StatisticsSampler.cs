namespace Tally.Engine.Execution.Live;

/// <summary>Makes the statistics once a second; rates are over the time since the last ones.</summary>
sealed class StatisticsSampler(TimeProvider clock, IReadOnlyList<LiveStream> streams, IReadOnlyList<LiveWorker> workers,
    Checkpointer checkpointer, Ring ring)
{
    (long Rows, long Bytes)[] _before = [];
    long _takenAt = clock.GetTimestamp();

    volatile LiveStatistics _latest = new(clock.GetUtcNow(), [], [], null, 0, 0, null, 0, ring.Size);

    /// <summary>Replaced as a whole by the run's background task, read by any thread.</summary>
    public LiveStatistics Latest => _latest;

    public void Take()
    {
        var seconds = Math.Max(0.001, clock.GetElapsedTime(_takenAt).TotalSeconds);
        _takenAt = clock.GetTimestamp();
        if (_before.Length < streams.Count) Array.Resize(ref _before, streams.Count);
        var taken = new List<StreamStatistics>();
        for (var i = 0; i < streams.Count; i++)
        {
            var (rows, bytes) = (streams[i].RowCount, streams[i].ByteCount);
            taken.Add(streams[i].Statistics((rows - _before[i].Rows) / seconds, (bytes - _before[i].Bytes) / seconds));
            _before[i] = (rows, bytes);
        }
        var queries = workers.SelectMany(worker => worker.Statistics);
        _latest = new(clock.GetUtcNow(), [.. taken], [.. queries], checkpointer.AgeMs, checkpointer.SizeBytes, checkpointer.Count,
            checkpointer.Error, ring.UsedCount, ring.Size);
    }
}
