using System.Collections.Immutable;
using Tally.Engine.Connectors;
using Tally.Engine.Execution.Checkpoints;
using Tally.Log;

namespace Tally.Engine.Execution.Live;

/// <summary>A table that a live run reads, with the thread that pumps its rows into the ring.</summary>
sealed class LiveStream
{
    const int FindPartitionsMs = 1000;

    readonly LiveOptions _options;
    readonly bool _isBounded;
    readonly Ring _ring;
    readonly LiveBadRecords _bad;
    readonly Queue<PumpedBatch> _free = new();
    readonly StreamProgress _progress = new();
    readonly SortedDictionary<int, PartitionPosition> _published = [];
    readonly Dictionary<string, long> _raised = [];
    readonly List<long> _targets = [];
    bool _caughtUp;
    long _rowCount;
    long _byteCount;

    public LiveStream(int index, StreamPump pump, bool isBounded, LiveBadRecords bad, LiveOptions options, Ring ring)
    {
        (Index, Pump, _isBounded, _bad, _options, _ring) = (index, pump, isBounded, bad, options, ring);
        for (var i = 0; i < options.BatchesUnderWay; i++) _free.Enqueue(pump.NewBatch());
        NoteNewPartitions();
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

    long NowMs => _options.Context.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Goes on where a checkpoint ended.</summary>
    public void Restore(StreamPosition position)
    {
        _progress.WatermarkMs = position.WatermarkMs;
        foreach (var partition in Pump.Partitions)
        {
            if (position.Find(partition.Source.Id) is not { } known) continue;
            partition.Source.Seek(known.Position);
            partition.WatermarkMs = known.WatermarkMs;
            _published[partition.Index] = known;
        }
    }

    /// <summary>How far the entries in the ring go; called under the ring's lock.</summary>
    public StreamPosition Position() => new(Name, _progress.WatermarkMs, [.. _published.Values.Select(position =>
        position with { WatermarkMs = Math.Max(position.WatermarkMs, _raised.GetValueOrDefault(position.Id, long.MinValue)) })]);

    /// <summary>Pumps until cancelled or until every partition has ended.</summary>
    public async Task PumpAsync(CancellationToken cancellation)
    {
        var clock = _options.Context.Clock;
        var lookedAt = clock.GetTimestamp();
        _targets.AddRange(Pump.Partitions.Select(partition => partition.Source.Position + partition.Source.Backlog));
        while (!cancellation.IsCancellationRequested && !_ring.IsClosed && !(_isBounded && Pump.Partitions.All(partition => partition.Ended)))
        {
            var any = false;
            foreach (var partition in Pump.Partitions)
                if (!partition.Ended && !cancellation.IsCancellationRequested && !_ring.IsClosed) any |= await TryPumpAsync(partition, cancellation);
            TellCaughtUp(isEmpty: !any);
            if (!any) await WaitAsync(cancellation);
            if (clock.GetElapsedTime(lookedAt).TotalMilliseconds < FindPartitionsMs) continue;
            lookedAt = clock.GetTimestamp();
            FindIdle();
            if (await Pump.FindPartitionsAsync(cancellation)) _ring.Publish(NoteNewPartitions);
        }
        TellCaughtUp(isEmpty: false);
    }

    // Once: when what the partitions held at the start is in the ring.
    void TellCaughtUp(bool isEmpty)
    {
        if (_caughtUp || !isEmpty && !_targets.Select((target, i) => Pump.Partitions[i].Ended || Pump.Partitions[i].Source.Position >= target).All(reached => reached)) return;
        _caughtUp = true;
        _ring.Publish(() => new CaughtUpEntry(Index));
    }

    /// <summary>Gives the batch back once all workers are done with it.</summary>
    public void Recycle(PumpedBatch batch)
    {
        _bad.TakeLate(batch);
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
        _ring.Publish(() =>
        {
            foreach (var partition in Pump.Partitions)
            {
                if (partition.Ended || partition.Idle || NowMs - partition.ActiveMs < _options.IdleTimeoutMs) continue;
                partition.Idle = partition.Source.Backlog == 0;
            }
            return AdvanceEntry();
        });
    }

    public StreamStatistics Statistics(double rowsPerSecond, double bytesPerSecond) => new(Name, RowCount, rowsPerSecond, ByteCount, bytesPerSecond,
        Shown(_progress.WatermarkMs), Pump.Partitions.Sum(partition => partition.Source.Backlog), _bad.Counts, _bad.LateCount,
        [.. Pump.Partitions.Select(partition => new PartitionStatistics(partition.Source.Id, partition.Source.Position, Shown(partition.WatermarkMs), partition.Idle, partition.Ended, partition.Source.Backlog))]);

    static long? Shown(long watermarkMs) => watermarkMs is long.MinValue or long.MaxValue ? null : watermarkMs;

    async ValueTask<bool> TryPumpAsync(PumpPartition partition, CancellationToken cancellation)
    {
        var batch = TakeFree(cancellation);
        if (batch is null) return false;
        try
        {
            var state = Pump.Read(partition, batch);
            Problem = null;
            if (state == ReadState.Records)
            {
                partition.ActiveMs = NowMs;
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
            _progress.Advance(Pump.Partitions);
            added = true;
            return new RowsEntry(Index, batch, _progress.WatermarkMs, this);
        });
        if (!added) GiveBack(batch);
    }

    RingEntry? AdvanceEntry()
    {
        if (!_progress.Advance(Pump.Partitions)) return null;
        foreach (var partition in Pump.Partitions)
            if (partition.Idle) _raised[partition.Source.Id] = partition.WatermarkMs;
        return new WatermarkEntry(Index, _progress.WatermarkMs);
    }

    PumpedBatch? TakeFree(CancellationToken cancellation)
    {
        lock (_free)
        {
            while (_free.Count == 0 && !cancellation.IsCancellationRequested && !_ring.IsClosed) Monitor.Wait(_free, 100);
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
        await Task.WhenAny(waits);
        await any.CancelAsync();
        await Task.WhenAll(waits).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // A checkpoint must not know of records that are read and not yet in the ring: it begins with where each partition starts.
    RingEntry? NoteNewPartitions()
    {
        for (var i = _published.Count; i < Pump.Partitions.Count; i++)
        {
            var partition = Pump.Partitions[i];
            partition.ActiveMs = NowMs;
            _published[i] = new(partition.Source.Id, partition.Source.Position, partition.WatermarkMs);
        }
        return null;
    }
}
