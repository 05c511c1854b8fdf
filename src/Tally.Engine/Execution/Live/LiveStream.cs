using System.Collections.Immutable;
using Tally.Engine.Connectors;
using Tally.Engine.Execution.Checkpoints;
using Tally.Engine.State;
using Tally.Log;

namespace Tally.Engine.Execution.Live;

/// <summary>A table that a live run reads, with the thread that pumps its rows into the ring.</summary>
sealed class LiveStream
{
    const int FindPartitionsMs = 1000;

    // Files that are gone or not to be found: when they come back they go on where they were.
    const int MaxAbsent = 1000;

    readonly LiveOptions _options;
    readonly bool _isBounded;
    readonly Ring _ring;
    readonly LiveBadRecords _bad;
    readonly Queue<PumpedBatch> _free = new();
    readonly StreamProgress _progress;
    readonly SortedDictionary<int, PartitionPosition> _published = [];
    readonly LinkedHashMap<string, PartitionPosition> _absent = new();
    readonly Dictionary<int, SourceMarks> _marks = [];
    readonly Dictionary<string, long> _raised = [];
    readonly Dictionary<PumpPartition, long> _targets = [];
    bool _caughtUp;
    bool _isAway;
    Task _registration = Task.CompletedTask;
    long _rowCount;
    long _byteCount;

    public LiveStream(int index, StreamPump pump, bool isBounded, LiveBadRecords bad, LiveOptions options, Ring ring)
    {
        (Index, Pump, _isBounded, _bad, _options, _ring) = (index, pump, isBounded, bad, options, ring);
        _progress = new(isBounded);
        for (var i = 0; i < options.BatchesUnderWay; i++) _free.Enqueue(pump.NewBatch());
        NoteNewPartitions();
        (_isAway, Problem) = (pump.Problem is not null, pump.Problem);
    }

    public int Index { get; }

    public string Name => Pump.Plan.Table.Name;

    public StreamPump Pump { get; }

    public StreamPlan Plan => Pump.Plan;

    public long RowCount => Interlocked.Read(ref _rowCount);

    public long ByteCount => Interlocked.Read(ref _byteCount);

    public LiveBadRecords Bad => _bad;

    public long WatermarkMs => _progress.WatermarkMs;

    /// <summary>What keeps the source from being read just now.</summary>
    public string? Problem { get; private set; }

    /// <summary>Takes a checkpoint; tells whether it is stored.</summary>
    public Func<CancellationToken, Task<bool>> TakeCheckpoint { get; set; } = _ => Task.FromResult(true);

    /// <summary>Whether nothing may be read just now.</summary>
    public Func<bool> IsHeldBack { get; set; } = () => false;


    /// <summary>Goes on where a checkpoint ended.</summary>
    public void Restore(StreamPosition position)
    {
        _progress.WatermarkMs = position.WatermarkMs;
        var found = Pump.Partitions.ToDictionary(partition => partition.Source.Id);
        foreach (var known in position.Partitions)
        {
            if (found.TryGetValue(known.Id, out var partition)) Restore(partition, known);
            else RecordAbsent(known);
        }
    }

    void Restore(PumpPartition partition, PartitionPosition known)
    {
        partition.Source.Remember(known.Marks);
        partition.Source.Seek(known.Position);
        (partition.WatermarkMs, partition.IsPendingRegistration) = (known.WatermarkMs, false);
        _published[partition.Index] = known;
        if (!known.Marks.IsEmpty) _marks[partition.Index] = new(known.Marks);
    }

    /// <summary>How far the entries in the ring go; called under the ring's lock.</summary>
    public StreamPosition Position() => new(Name, _progress.WatermarkMs, [.. _absent.Values, .. _published.Select(position =>
        position.Value with { WatermarkMs = Math.Max(position.Value.WatermarkMs, _raised.GetValueOrDefault(position.Value.Id, long.MinValue)), Marks = MarksOf(position.Key) })]);

    /// <summary>Pumps until canceled or until every partition has ended.</summary>
    public async Task PumpAsync(CancellationToken cancellation)
    {
        var clock = _options.Context.Clock;
        var lookedAt = clock.GetTimestamp();
        NoteTargets();
        while (!cancellation.IsCancellationRequested && !_ring.IsClosed && !(_isBounded && Pump.Partitions.All(partition => partition.Ended)))
        {
            if (_registration.IsCompleted && Pump.Partitions.Any(partition => partition.IsPendingRegistration)) _registration = RegisterPartitionsAsync(cancellation);
            var any = false;
            foreach (var partition in Pump.Partitions)
                if (!partition.Ended && !partition.IsPendingRegistration && !cancellation.IsCancellationRequested && !_ring.IsClosed) any |= await TryPumpAsync(partition, cancellation);
            ReportCaughtUp(isEmpty: !any);
            if (!any) await WaitAsync(cancellation);
            if (clock.GetElapsedTime(lookedAt).TotalMilliseconds < FindPartitionsMs) continue;
            lookedAt = clock.GetTimestamp();
            FindIdle();
            await FindPartitionsAsync(cancellation);
            await ForgetEndedAsync();
        }
        ReportCaughtUp(isEmpty: false);
    }

    async ValueTask FindPartitionsAsync(CancellationToken cancellation)
    {
        try
        {
            if (await Pump.FindPartitionsAsync(cancellation))
            {
                _ring.Publish(NoteNewPartitions);
                if (!_caughtUp) NoteTargets();
            }
            if (_isAway) (_isAway, Problem) = (false, null);
        }
        catch (LogException e) when (e.Kind == LogErrorKind.Unavailable)
        {
            (_isAway, Problem) = (true, e.Message);
        }
    }

    void NoteTargets()
    {
        foreach (var partition in Pump.Partitions) _targets.TryAdd(partition, partition.Source.Position + partition.Source.Backlog);
    }

    // Once: when what the partitions held at the start is in the ring.
    void ReportCaughtUp(bool isEmpty)
    {
        if (_caughtUp || _isAway || (isEmpty && Pump.Partitions.Any(partition => partition.Source.Backlog > 0))) return;
        if (!isEmpty && !_targets.All(target => target.Key.Ended || target.Key.Source.Position >= target.Value)) return;
        _caughtUp = true;
        _ring.Publish(() => new CaughtUpEntry(Index));
    }

    /// <summary>Gives the batch back once all workers are done with it.</summary>
    public void Recycle(PumpedBatch batch)
    {
        _bad.TakeLeftOut(batch);
        lock (_free)
        {
            _free.Enqueue(batch);
            Monitor.Pulse(_free);
        }
    }

    // Leaves partitions that have been silent for long out of the watermark; never one with records waiting.
    void FindIdle()
    {
        if (_options.IdleTimeoutMs <= 0) return;
        var idle = Pump.Partitions.Where(partition => !partition.Ended && !partition.Idle && _options.Context.Clock.GetElapsedTime(partition.ActiveAt).TotalMilliseconds >= _options.IdleTimeoutMs && partition.Source.IsEmptyNow()).ToList();
        _ring.Publish(() =>
        {
            foreach (var partition in idle) partition.Idle = true;
            return AdvanceEntry();
        });
    }

    public StreamStatistics Statistics(double rowsPerSecond, double bytesPerSecond) => new(Name, RowCount, rowsPerSecond, ByteCount, bytesPerSecond,
        Shown(_progress.WatermarkMs), Pump.Partitions.Sum(partition => partition.Source.Backlog), _bad.Counts, _bad.LateCount,
        [.. Pump.Partitions.Select(partition => new PartitionStatistics(partition.Source.Id, partition.Source.Position, Shown(partition.WatermarkMs), partition.Idle, partition.Ended, partition.Source.Backlog))]) { Problem = Problem, BacklogBytes = Pump.Partitions.Any(partition => partition.Source.HasBacklogInBytes) ? Pump.Partitions.Sum(partition => partition.Source.Backlog) : null, Lost = Pump.Partitions.Sum(partition => partition.Source.LostCount) };

    static long? Shown(long watermarkMs) => watermarkMs is long.MinValue or long.MaxValue ? null : watermarkMs;

    async ValueTask<bool> TryPumpAsync(PumpPartition partition, CancellationToken cancellation)
    {
        var batch = TakeFree(cancellation);
        if (batch is null) return false;
        try
        {
            var state = Pump.Read(partition, batch);
            if (!_isAway) Problem = null;
            if (state == ReadState.Records)
            {
                partition.ActiveAt = _options.Context.Clock.GetTimestamp();
                Publish(partition, batch);
                return true;
            }
            GiveBack(batch);
            if (state == ReadState.End) _ring.Publish(AdvanceEntry);
            return state == ReadState.End;
        }
        catch (Exception e) when (e is IOException or LogException { Kind: LogErrorKind.Unavailable })
        {
            GiveBack(batch);
            Problem = e.Message;
            await Task.Delay(TimeSpan.FromSeconds(1), _options.Context.Clock, cancellation);
            return false;
        }
    }

    // The order of entries, the positions of a checkpoint and the stream's watermark are decided together, under the ring's lock.
    void Publish(PumpPartition partition, PumpedBatch batch)
    {
        Interlocked.Add(ref _rowCount, batch.Rows.Count);
        Interlocked.Add(ref _byteCount, batch.Block.ByteCount);
        var added = false;
        _ring.Publish(() =>
        {
            partition.Idle = false;
            _published[partition.Index] = new(partition.Source.Id, batch.Position, batch.WatermarkMs);
            TakeMarks(partition.Index, batch.Block.Marks);
            _progress.Advance(Pump.Partitions);
            added = true;
            return new RowsEntry(Index, batch, _progress.WatermarkMs, this);
        });
        if (!added) GiveBack(batch);
    }

    void TakeMarks(int partition, List<SourceMark> marks)
    {
        if (marks.Count == 0) return;
        if (!_marks.TryGetValue(partition, out var known)) _marks[partition] = known = new([]);
        foreach (var mark in marks) known.Set(mark);
    }

    ImmutableArray<SourceMark> MarksOf(int partition) => _marks.TryGetValue(partition, out var marks) ? [.. marks.All] : [];

    RingEntry? AdvanceEntry()
    {
        if (Pump.Partitions.Count == 0 && !_isBounded) return null;
        if (!_progress.Advance(Pump.Partitions)) return null;
        foreach (var partition in Pump.Partitions)
            if (partition.Idle) _raised[partition.Source.Id] = partition.WatermarkMs;
        return new WatermarkEntry(Index, _progress.WatermarkMs);
    }

    PumpedBatch? TakeFree(CancellationToken cancellation)
    {
        lock (_free)
        {
            while ((_free.Count == 0 || IsHeldBack()) && !cancellation.IsCancellationRequested && !_ring.IsClosed) Monitor.Wait(_free, 100);
            return _free.Count == 0 ? null : _free.Dequeue();
        }
    }

    void GiveBack(PumpedBatch batch)
    {
        lock (_free) _free.Enqueue(batch);
    }

    async Task WaitAsync(CancellationToken cancellation)
    {
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var waits = Pump.Partitions.Where(partition => !partition.Ended).Select(partition => partition.Source.WaitAsync(any.Token).AsTask()).ToList();
        waits.Add(Task.Delay(TimeSpan.FromMilliseconds(FindPartitionsMs), _options.Context.Clock, any.Token));
        if (!_registration.IsCompleted) waits.Add(_registration);
        await Task.WhenAny(waits);
        await any.CancelAsync();
        await Task.WhenAll(waits).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // A checkpoint must not know of records that are read and not yet in the ring: it begins with where each partition starts.
    RingEntry? NoteNewPartitions()
    {
        foreach (var partition in Pump.Partitions)
        {
            if (_published.ContainsKey(partition.Index)) continue;
            partition.IsPendingRegistration = partition.Source.IsNamedWhenFound;
            _absent.Remove(partition.Source.Id, out var known);
            partition.ActiveAt = _options.Context.Clock.GetTimestamp();
            _published[partition.Index] = new(partition.Source.Id, partition.Source.Position, partition.WatermarkMs);
            if (known is not null) Restore(partition, known);
        }
        return null;
    }

    // A file is known by what it began with when it was found, which may be less than it begins with after a crash. Under another name
    // its records would be stored a second time, so it is written down first.
    async Task RegisterPartitionsAsync(CancellationToken cancellation)
    {
        var unknown = Pump.Partitions.Where(partition => partition.IsPendingRegistration).ToList();
        if (!await TakeCheckpoint(cancellation))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(FindPartitionsMs), _options.Context.Clock, cancellation);
            return;
        }
        foreach (var partition in unknown) partition.IsPendingRegistration = false;
    }

    // Bounded input has ended when all its partitions have; a stream finds new ones for ever and must not keep all that ever were.
    async ValueTask ForgetEndedAsync()
    {
        var ended = Pump.Partitions.Where(partition => partition.Ended).ToList();
        if (ended.Count == 0 || _isBounded) return;
        _ring.Publish(() =>
        {
            foreach (var partition in ended)
            {
                if (_published.Remove(partition.Index, out var last)) RecordAbsent(last);
                _raised.Remove(partition.Source.Id);
            }
            return null;
        });
        await Pump.ForgetAsync(ended);
    }

    void RecordAbsent(PartitionPosition position)
    {
        _absent[position.Id] = position;
        if (_absent.Count > MaxAbsent) _absent.RemoveFirst();
    }
}
