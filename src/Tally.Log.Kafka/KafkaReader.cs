using Tally.Log.Embedded;

namespace Tally.Log.Kafka;

/// <summary>Reads one partition: takes over what its fetcher, on a thread of its own, has brought.</summary>
sealed class KafkaReader : IPartitionReader
{
    readonly KafkaPartition _partition;
    readonly KafkaFetcher _fetcher;
    readonly TailSignal _arrived = new();
    readonly object _gate = new(); // waited on, which a Lock cannot
    readonly Queue<FetchedRecords> _waiting = new();
    readonly Queue<FetchedRecords> _free = new();
    long _waitingBytes;
    long _lostCount;
    LogException? _error;
    bool _isClosed;

    public KafkaReader(KafkaPartition partition, long offset, ReaderOptions options)
    {
        _partition = partition;
        var start = Math.Max(0, offset);
        if (start < partition.StartOffset) (_lostCount, start) = (partition.StartOffset - start, partition.StartOffset);
        Offset = start;
        _fetcher = new KafkaFetcher(partition, this, start, options);
    }

    public long Offset { get; private set; }

    public long LostCount => Interlocked.Read(ref _lostCount);

    /// <summary>Whether nobody reads any more.</summary>
    public bool IsClosed => Volatile.Read(ref _isClosed);

    public bool TryRead(RecordBlock block, int maxRecords = 4096, int maxBytes = 1 << 20)
    {
        block.Clear();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxRecords);
        while (block.Count < maxRecords && block.ByteCount < maxBytes && Next() is { } next)
        {
            Offset = next.MoveTo(block, maxRecords, maxBytes);
            if (next.TakenCount == next.Block.Count) Recycle(next);
        }
        if (block.Count > 0) _fetcher.Commit(Offset);
        return block.Count > 0;
    }

    public async ValueTask<bool> WaitAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var arrived = _arrived.Next;
            lock (_gate)
            {
                if (_isClosed) return false;
                if (_waiting.Count > 0 || _error is not null) return true;
            }
            await arrived.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        Close();
        _partition.Forget(this);
    }

    /// <summary>Closes it; complete when its consumer is gone.</summary>
    public Task EndAsync()
    {
        Close();
        return _fetcher.Ended;
    }

    /// <summary>Room for records, once there is some; null when the reader is closed.</summary>
    public FetchedRecords? TakeFree(int maxWaitingBytes)
    {
        lock (_gate)
        {
            while (_waitingBytes > maxWaitingBytes && !_isClosed) Monitor.Wait(_gate);
            if (_isClosed) return null;
            return _free.TryDequeue(out var free) ? free : new FetchedRecords();
        }
    }

    /// <summary>Takes what was fetched.</summary>
    public void Take(FetchedRecords records)
    {
        lock (_gate)
        {
            _waiting.Enqueue(records);
            _waitingBytes += records.Block.ByteCount;
            _error = null;
        }
        _arrived.Pulse();
    }

    /// <summary>Is told what stands in the way of fetching, to be thrown at the next read that finds nothing.</summary>
    public void Take(LogException error)
    {
        lock (_gate) _error = error;
        _arrived.Pulse();
    }

    /// <summary>Counts records that retention deleted before they were fetched.</summary>
    public void Lost(long count) => Interlocked.Add(ref _lostCount, count);

    FetchedRecords? Next()
    {
        lock (_gate)
        {
            if (_waiting.TryPeek(out var next)) return next;
            if (_error is not { } error || _isClosed) return null;
            if (error.Kind == LogErrorKind.Unavailable) _error = null; // said once: it comes again while it lasts
            throw error;
        }
    }

    void Recycle(FetchedRecords records)
    {
        lock (_gate)
        {
            _waiting.Dequeue();
            _waitingBytes -= records.Block.ByteCount;
            records.Clear();
            _free.Enqueue(records);
            Monitor.Pulse(_gate);
        }
    }

    void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
        _arrived.Pulse();
    }
}
