using Tally.Engine.Connectors;
using Tally.Engine.Execution.Checkpoints;
using Tally.Log;

namespace Tally.Engine.Execution.Live;

// A stream of a live run, on two sides. Its pump's thread reads partitions in turn and puts what it read into the ring; it blocks
// where nothing is to be read, no batch is free or the ring is full, and nobody else waits on that thread. The workers give batches
// back, and anybody may ask how it goes: what they see is volatile, or under a lock.

/// <summary>A table that a live run reads, with the thread that pumps its rows into the ring.</summary>
sealed class LiveStream
{
    static readonly TimeSpan s_findPartitions = TimeSpan.FromSeconds(1);
    static readonly Backoff s_retry = new(TimeSpan.FromSeconds(1));

    readonly LiveOptions _options;
    readonly bool _isBounded;
    readonly Ring _ring;
    readonly LiveBadRecords _bad;
    readonly BatchPool _batches;
    readonly StreamPositions _positions;
    readonly PartitionRegistration _registration;
    readonly Dictionary<PumpPartition, long> _targets = [];
    bool _caughtUp;
    bool _isUnavailable;
    volatile string? _problem;
    long _lookCount;
    long _rowCount;
    long _byteCount;

    /// <param name="isHeldBack">Whether nothing may be read just now.</param>
    /// <param name="takeCheckpoint">Takes a checkpoint; tells whether it is stored.</param>
    public LiveStream(int index, StreamPump pump, bool isBounded, LiveBadRecords bad, LiveOptions options, Ring ring, Func<bool> isHeldBack,
        Func<CancellationToken, Task<bool>> takeCheckpoint)
    {
        Index = index;
        Pump = pump;
        _isBounded = isBounded;
        _bad = bad;
        _options = options;
        _ring = ring;
        _batches = new(isHeldBack, Clock);
        for (var i = 0; i < options.BatchesUnderWay; i++) _batches.Add(pump.NewBatch());
        _positions = new(pump, isBounded, Clock);
        _positions.AddNewPartitions();
        _registration = new(pump, takeCheckpoint, Clock);
        _problem = pump.Problem;
        _isUnavailable = pump.Problem is not null;
    }

    public int Index { get; }

    public string Name => Pump.Plan.Table.Name;

    public StreamPump Pump { get; }

    public StreamPlan Plan => Pump.Plan;

    public long RowCount => Interlocked.Read(ref _rowCount);

    public long ByteCount => Interlocked.Read(ref _byteCount);

    /// <summary>How often the pump has looked for new and for idle partitions.</summary>
    public long LookCount => Interlocked.Read(ref _lookCount);

    public long WatermarkMs => _positions.WatermarkMs;

    /// <summary>What keeps the source from being read just now; written by the pump's thread.</summary>
    public string? Problem => _problem;

    TimeProvider Clock => _options.Context.Clock;

    /// <summary>Resumes where a checkpoint ended; before the run begins.</summary>
    public void Restore(StreamPosition position) => _positions.Restore(position);

    /// <summary>How far the entries in the ring go; called under the ring's lock.</summary>
    public StreamPosition Position() => _positions.Current;

    /// <summary>Pumps on the calling thread until canceled or until every partition has ended.</summary>
    /// <exception cref="OperationCanceledException">Canceled while it waited.</exception>
    public void Run(CancellationToken cancellation)
    {
        var lookedAt = Clock.GetTimestamp();
        NoteTargets();
        while (!HasEnded(cancellation) && !(_isBounded && Pump.Partitions.All(partition => partition.Ended)))
        {
            _registration.Proceed(cancellation);
            var any = PumpAll(cancellation);
            ReportCaughtUp(isEmpty: !any);
            if (!any) Wait(cancellation);
            if (Clock.GetElapsedTime(lookedAt) < s_findPartitions) continue;
            lookedAt = Clock.GetTimestamp();
            Look(cancellation);
        }
        ReportCaughtUp(isEmpty: false);
    }

    bool HasEnded(CancellationToken cancellation) => cancellation.IsCancellationRequested || _ring.IsClosed;

    bool PumpAll(CancellationToken cancellation)
    {
        var any = false;
        foreach (var partition in Pump.Partitions)
            if (!partition.Ended && !partition.IsPendingRegistration && !HasEnded(cancellation)) any |= TryPump(partition, cancellation);
        return any;
    }

    bool TryPump(PumpPartition partition, CancellationToken cancellation)
    {
        if (_batches.Take(() => HasEnded(cancellation)) is not { } batch) return false;
        try
        {
            var state = Pump.Read(partition, batch);
            if (!_isUnavailable) _problem = null;
            if (state == ReadState.Records)
            {
                partition.ActiveAt = Clock.GetTimestamp();
                Publish(partition, batch);
                return true;
            }
            _batches.Add(batch);
            if (state == ReadState.End) _ring.Publish(AdvanceEntry);
            return state == ReadState.End;
        }
        catch (Exception e) when (e is IOException or LogException { Kind: LogErrorKind.Unavailable })
        {
            _batches.Add(batch);
            _problem = e.Message;
            s_retry.Wait(Clock, cancellation);
            return false;
        }
    }

    // The order of entries, the positions of a checkpoint and the stream's watermark are decided together, under the ring's lock.
    void Publish(PumpPartition partition, PumpedBatch batch)
    {
        Interlocked.Add(ref _rowCount, batch.Rows.Count);
        Interlocked.Add(ref _byteCount, batch.Block.ByteCount);
        var added = _ring.Publish(() =>
        {
            _positions.Add(partition, batch);
            return new RowsEntry(Index, batch, _positions.WatermarkMs, this);
        });
        if (!added) _batches.Add(batch);
    }

    // Under the ring's lock.
    RingEntry? AdvanceEntry() => _positions.Advance() ? new WatermarkEntry(Index, _positions.WatermarkMs) : null;

    void Wait(CancellationToken cancellation)
    {
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var waits = Pump.Partitions.Where(partition => !partition.Ended).Select(partition => partition.Source.WaitAsync(any.Token).AsTask())
            .ToList();
        waits.Add(Task.Delay(s_findPartitions, Clock, any.Token));
        if (!_registration.Pending.IsCompleted) waits.Add(_registration.Pending);
        Task.WaitAny([.. waits], CancellationToken.None);
        any.Cancel();
        waits.Remove(_registration.Pending);
        Task.WhenAll(waits).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
    }

    void Look(CancellationToken cancellation)
    {
        FindIdle();
        FindPartitions(cancellation);
        ForgetEnded();
        Interlocked.Increment(ref _lookCount);
    }

    // Leaves partitions that have been silent for long out of the watermark; never one with records waiting.
    void FindIdle()
    {
        if (_options.IdleTimeoutMs <= 0) return;
        var idle = Pump.Partitions.Where(IsSilent).ToList();
        _ring.Publish(() =>
        {
            foreach (var partition in idle) partition.Idle = true;
            return AdvanceEntry();
        });
    }

    bool IsSilent(PumpPartition partition) => !partition.Ended && !partition.Idle
        && Clock.GetElapsedTime(partition.ActiveAt).TotalMilliseconds >= _options.IdleTimeoutMs && partition.Source.IsEmptyNow();

    void FindPartitions(CancellationToken cancellation)
    {
        try
        {
            if (Pump.FindPartitionsAsync(cancellation).AsTask().GetAwaiter().GetResult())
            {
                _ring.Update(_positions.AddNewPartitions);
                if (!_caughtUp) NoteTargets();
            }
            _ring.Update(_positions.RenewNotes);
            foreach (var partition in Pump.Partitions)
                if (partition.Source.TakeMoved()) partition.IsPendingRegistration = true;
            if (_isUnavailable) SetUnavailable(null);
        }
        catch (LogException e) when (e.Kind == LogErrorKind.Unavailable)
        {
            SetUnavailable(e.Message);
        }
    }

    void SetUnavailable(string? problem)
    {
        _isUnavailable = problem is not null;
        _problem = problem;
    }

    // Bounded input has ended when all its partitions have; a stream finds new ones for ever and must not keep all that ever were.
    void ForgetEnded()
    {
        var ended = Pump.Partitions.Where(partition => partition.Ended).ToList();
        if (ended.Count == 0 || _isBounded) return;
        _ring.Update(() => _positions.Forget(ended));
        Pump.ForgetAsync(ended).AsTask().GetAwaiter().GetResult();
    }

    void NoteTargets()
    {
        foreach (var partition in Pump.Partitions) _targets.TryAdd(partition, partition.Source.Position + partition.Source.Backlog);
    }

    // Once: when what the partitions held at the start is in the ring.
    void ReportCaughtUp(bool isEmpty)
    {
        if (_caughtUp || _isUnavailable || (isEmpty && Pump.Partitions.Any(partition => partition.Source.Backlog > 0))) return;
        if (!isEmpty && !_targets.All(target => target.Key.Ended || target.Key.Source.Position >= target.Value)) return;
        _caughtUp = true;
        _ring.Publish(() => new CaughtUpEntry(Index));
    }

    /// <summary>Gives the batch back once all workers are done with it; called by the last of them.</summary>
    public void Recycle(PumpedBatch batch)
    {
        _bad.TakeLeftOut(batch);
        _batches.Add(batch);
    }

    /// <summary>What the stream is doing; called by any thread.</summary>
    public StreamStatistics Statistics(double rowsPerSecond, double bytesPerSecond)
    {
        var partitions = Pump.Partitions;
        var backlog = partitions.Sum(partition => partition.Source.Backlog);
        return new(Name, RowCount, rowsPerSecond, ByteCount, bytesPerSecond, Shown(WatermarkMs), backlog, _bad.Counts, _bad.LateCount,
            [.. partitions.Select(StatisticsOf)])
        {
            Problem = Problem,
            BacklogBytes = partitions.Any(partition => partition.Source.HasBacklogInBytes) ? backlog : null,
            Lost = partitions.Sum(partition => partition.Source.LostCount),
            LookCount = LookCount,
            Notices = [.. Pump.Source.Notices],
            Losses = [.. Pump.Source.Losses],
            LostBytes = Pump.Source.LostBytes,
        };
    }

    static PartitionStatistics StatisticsOf(PumpPartition partition) =>
        new(partition.Source.Id, partition.Source.Position, Shown(partition.WatermarkMs), partition.Idle, partition.Ended,
            partition.Source.Backlog);

    static long? Shown(long watermarkMs) => watermarkMs is long.MinValue or long.MaxValue ? null : watermarkMs;
}
