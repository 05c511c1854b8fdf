namespace Tally.Log.Embedded;

/// <summary>A partition in a directory of segments: one writer at a time, readers that never wait for it.</summary>
sealed class EmbeddedPartition : IPartition, ISegmentedPartition
{
    readonly Lock _gate = new();
    readonly EmbeddedLogOptions _options;
    readonly string _directory;
    readonly SourceTable _sources;
    readonly PartitionWriter _writer;
    readonly GroupCommit _commit;
    readonly PendingFlushRepairs _debts;
    readonly PartitionRetention _retention;
    readonly LogException? _damage;
    long _endOffset;
    volatile bool _isClosed;

    /// <summary>Recovers the partition in a directory and opens it.</summary>
    public EmbeddedPartition(int index, string directory, TopicOptions topic, EmbeddedLogOptions options, List<LogFinding> findings)
    {
        (Index, _directory, _options, Topic) = (index, directory, options, topic);
        var recovered = new PartitionRecovery(options.Disk, directory, findings).Run();
        _sources = recovered.Sources;
        _damage = recovered.Damage;
        _endOffset = recovered.EndOffset;
        Segments = new SegmentList(recovered.Segments);
        _writer = new PartitionWriter(options.Disk, directory, Segments, _sources, _endOffset);
        _commit = new GroupCommit(_gate, options, Flush);
        _debts = new PendingFlushRepairs(options.Disk, directory, Segments, _gate);
        _retention = new PartitionRetention(options.Disk, directory, Segments);
        if (_damage is not null) return;
        if (recovered.Segments.Count == 0) _writer.Roll();
        else _writer.ContinueLast();
    }

    public int Index { get; }

    public long StartOffset => Segments.First.BaseOffset;

    public long EndOffset => Volatile.Read(ref _endOffset);

    /// <summary>How the topic is kept.</summary>
    public TopicOptions Topic { get; set; }

    /// <summary>The last failure of the disk, until something succeeds again.</summary>
    public LogException? Failure { get; private set; }

    /// <summary>The files.</summary>
    public SegmentList Segments { get; }

    /// <summary>Tells readers that the end has moved.</summary>
    public TailSignal Tail { get; } = new();

    /// <summary>Whether appends wait for a flush that has not begun.</summary>
    public bool HasWaiters => _commit.HasWaiters;

    /// <summary>Whether the log has been closed.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>The damage at <see cref="EndOffset"/> that recovery found.</summary>
    public LogException? Damage => _damage;

    public ValueTask<AppendResult> AppendAsync(string? source, RecordBlock records, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        if (source is not null) SourceRules.Check(source, records);
        AppendResult result;
        Task? stored;
        lock (_gate)
        {
            ThrowIfUnusable();
            var first = source is null ? 0 : SourceRules.FirstNew(records, _sources.PositionOf(source));
            result = first < records.Count ? Write(source, records, first) : new AppendResult(-1, 0, first);
            stored = WhenAcknowledged();
        }
        return stored is null ? new ValueTask<AppendResult>(result) : AnswerAsync(stored, result, cancellation);
    }

    public ValueTask<long> LastPositionAsync(string source, CancellationToken cancellation = default)
    {
        lock (_gate)
        {
            ThrowIfUnusable();
            // What is not on disk yet may still be taken back, and the source would go on behind a hole.
            var stored = WhenAcknowledged();
            return stored is null
                ? new ValueTask<long>(_sources.PositionOf(source))
                : AnswerAsync(stored, _sources.PositionOf(source), cancellation);
        }
    }

    /// <summary>About how many bytes of files the records from an offset on take.</summary>
    public long SizeBytesFrom(long offset)
    {
        var segments = Segments.All;
        var sizeBytes = 0L;
        for (var i = segments.Length - 1; i >= 0; i--)
        {
            sizeBytes += segments[i].VisibleSizeBytes;
            if (segments[i].BaseOffset <= offset) return sizeBytes - segments[i].Index.Floor(offset, segments[i].BaseOffset).Position;
        }
        return sizeBytes;
    }

    public IPartitionReader OpenReader(long offset) => new EmbeddedReader(this, offset);

    /// <summary>Deletes what is too old or too much; called now and then.</summary>
    public void Retain()
    {
        lock (_gate)
        {
            if (_isClosed || _damage is not null) return;
            try
            {
                RetainUnderGate(_options.Time.GetUtcNow().ToUnixTimeMilliseconds());
            }
            catch (IOException error)
            {
                Fail("delete or start a segment", error); // and try again next time
            }
        }
    }

    /// <summary>Flushes what is left and closes the files.</summary>
    public async ValueTask CloseAsync()
    {
        Task flushed;
        lock (_gate)
        {
            if (_isClosed) return;
            _isClosed = true;
            flushed = _damage is null && _writer.HasUnflushed ? _commit.Next(delayMs: 0) : Task.CompletedTask;
        }
        await flushed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // who waited for these appends has been told
        await WhenIdleAsync().ConfigureAwait(false);
        lock (_gate) _writer.Close();
        _commit.Dispose();
        Tail.Pulse();
    }

    /// <summary>Completes when no flush is under way or planned.</summary>
    internal Task WhenIdleAsync()
    {
        lock (_gate) return _commit.WhenIdle();
    }

    static async ValueTask<T> AnswerAsync<T>(Task stored, T result, CancellationToken cancellation)
    {
        await stored.WaitAsync(cancellation).ConfigureAwait(false);
        return result;
    }

    AppendResult Write(string? source, RecordBlock records, int first)
    {
        var baseOffset = _writer.EndOffset;
        try
        {
            _writer.Append(source, records, first, _endOffset, _options.Time.GetUtcNow().ToUnixTimeMilliseconds(), Topic.SegmentSizeBytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Fail("store records", error);
        }
        if (Topic.Durability == Durability.PageCache)
        {
            Failure = null;
            _writer.ShowWritten();
            Publish(_writer.EndOffset);
            if (_writer.HasSealed) _commit.Request(delayMs: 0);
        }
        return new AppendResult(baseOffset, records.Count - first, first);
    }

    Task? WhenAcknowledged()
    {
        if (_writer.EndOffset == _endOffset) return null;
        return _commit.Next(Topic.Durability == Durability.Interval ? Topic.FlushIntervalMs : 0);
    }

    void Publish(long endOffset)
    {
        _sources.Acknowledge(endOffset);
        if (endOffset <= _endOffset) return;
        Volatile.Write(ref _endOffset, endOffset);
        Tail.Pulse();
    }

    void Flush()
    {
        TaskCompletionSource? waiters;
        Unflushed work;
        lock (_gate)
        {
            waiters = _commit.TakeWaiters();
            work = _writer.TakeUnflushed();
        }
        try
        {
            work.Sync(_options.Disk, _directory);
            Flushed(work);
            waiters?.SetResult();
        }
        catch (IOException error)
        {
            Abandon(error, work, waiters);
        }
        finally
        {
            lock (_gate) work.Release();
        }
        SettleDebts();
    }

    void SettleDebts()
    {
        try
        {
            _debts.Settle();
        }
        catch (IOException error)
        {
            lock (_gate) Fail("copy a segment or write positions", error); // and try again at the next flush
        }
    }

    void Flushed(Unflushed work)
    {
        lock (_gate)
        {
            Failure = null;
            PartitionWriter.ShowFlushed(work);
            Publish(work.EndOffset);
        }
        _debts.AddSealed(work);
    }

    void Abandon(IOException error, Unflushed work, TaskCompletionSource? waiters)
    {
        LogException failure;
        TaskCompletionSource? later;
        lock (_gate)
        {
            failure = Fail("sync records to disk", error);
            later = _commit.TakeWaiters();
            var ended = _writer.AbandonUnflushed(_endOffset);
            _debts.AddSuspects(work.Stretches.Concat(ended));
        }
        waiters?.SetException(failure);
        later?.SetException(failure);
    }

    void RetainUnderGate(long nowMs)
    {
        if (_debts.Any) _commit.Request(delayMs: 0);
        if (Topic.Retention is { } age && PartitionRetention.IsLastExpired(Segments.All, nowMs, age))
        {
            _writer.Roll(); // a quiet topic's last records grow old as well
            _commit.Request(delayMs: 0);
        }
        _retention.DeleteExpired(Topic, nowMs);
        _sources.Forget(StartOffset, _options.MaxIdleSources);
    }

    LogException Fail(string action, Exception error)
    {
        Failure = new LogException(LogErrorKind.Unavailable,
            $"Cannot {action} in '{_directory}': {error.Message} Free or repair the disk; the log goes on by itself.", error);
        return Failure;
    }

    void ThrowIfUnusable()
    {
        if (_isClosed) throw new LogException(LogErrorKind.Unavailable, "The log is closed.");
        if (_damage is not null) throw new LogException(LogErrorKind.Corrupt, _damage.Message, _damage);
    }
}
