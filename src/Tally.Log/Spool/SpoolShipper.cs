using Tally.Log.Embedded;

namespace Tally.Log.Spool;

/// <summary>Sends the records of one topic on, in order, each with its offset as position; where to go on the other log knows.</summary>
sealed class SpoolShipper
{
    static readonly Backoff s_backoff = new(TimeSpan.FromSeconds(5));
    static readonly TimeSpan s_noteEvery = TimeSpan.FromSeconds(1);

    readonly EmbeddedPartition _local;
    readonly string _topic, _sourcePath;
    readonly ILog _target;
    readonly EmbeddedLogOptions _options;
    readonly long _endAtOpen;
    readonly CancellationTokenSource _stop = new();
    readonly Task _running;
    long _shippedTo;
    bool _hasShipped;
    long _notedAt;
    // Written by the shipping task, read by any thread.
    volatile LogException? _problem;

    public SpoolShipper(string topic, EmbeddedPartition local, string sourcePath, ILog target, EmbeddedLogOptions options)
    {
        (_topic, _local, _sourcePath, _target, _options) = (topic, local, sourcePath, target, options);
        // Before anything is taken in: what the other log has beyond it was lost here.
        _endAtOpen = local.EndOffset;
        // Until the other log has said how far it has them, all that is kept may have to be sent.
        _shippedTo = local.StartOffset;
        _running = Task.Run(RunAsync);
    }

    /// <summary>Records that the other log does not have yet.</summary>
    public long WaitingCount => Math.Max(0, _local.EndOffset - Interlocked.Read(ref _shippedTo));

    /// <summary>The same with their bytes and the age of the oldest.</summary>
    public LogLag Lag
    {
        get
        {
            var shippedTo = Math.Max(_local.StartOffset, Interlocked.Read(ref _shippedTo));
            if (shippedTo >= _local.EndOffset) return default;
            return new(_local.EndOffset - shippedTo, _local.SizeBytesFrom(shippedTo),
                Math.Max(0, _options.Time.GetUtcNow().ToUnixTimeMilliseconds() - TimeOf(shippedTo)));
        }
    }

    /// <summary>Why nothing is sent, or what could not be; null when all is well.</summary>
    public LogException? Problem => _problem;

    public async ValueTask StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    long TimeOf(long offset)
    {
        using var reader = _local.OpenReader(offset);
        var block = new RecordBlock();
        return reader.TryRead(block, maxRecords: 1) ? block.TimestampsMs[0] : _options.Time.GetUtcNow().ToUnixTimeMilliseconds();
    }

    async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await ShipAsync(_stop.Token);
                return;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception error) when (error is LogException or IOException)
            {
                var kind = (error as LogException)?.Kind ?? LogErrorKind.Unavailable;
                _problem = new(kind, $"{WaitingCount} records of topic {_topic} wait in the spool: {error.Message}", error);
            }
            await s_backoff.WaitAsync(_options.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task ShipAsync(CancellationToken cancellation)
    {
        var target = (await _target.OpenTopicAsync(_topic, cancellation: cancellation)).Partitions[0];
        var source = SpoolSource.Open(_options.Disk, _sourcePath);
        var position = await target.LastPositionAsync(source.Name, cancellation);
        var isNoted = position == IPartition.UnknownPosition;
        var next = Math.Max(source.StartOffset, isNoted ? SpoolSource.ReadSent(_options.Disk, _sourcePath, source.Name) : position + 1);
        // After a loss of power the spool may end before what it had sent. What comes next has offsets that the other log takes for
        // repeats: it needs another name.
        if (next > _endAtOpen && !_hasShipped) (source, next) = (SpoolSource.New(_options.Disk, _sourcePath, _endAtOpen), _endAtOpen);
        Interlocked.Exchange(ref _shippedTo, next);
        try
        {
            await ShipAsync(target, source, next, isNoted, cancellation);
        }
        finally
        {
            if (isNoted) Note(source);
        }
    }

    async Task ShipAsync(IPartition target, SpoolSource source, long next, bool isNoted, CancellationToken cancellation)
    {
        using var reader = _local.OpenReader(next);
        var block = new RecordBlock();
        while (await reader.WaitAsync(cancellation))
        {
            while (reader.TryRead(block))
            {
                await target.AppendAsync(source.Name, block, cancellation);
                Interlocked.Exchange(ref _shippedTo, reader.Offset);
                _hasShipped = true;
                if (isNoted && _options.Time.GetElapsedTime(_notedAt) >= s_noteEvery) Note(source);
                _problem = reader.LostCount == 0 ? null : Lost(reader.LostCount);
            }
        }
    }

    LogException Lost(long count) => new(LogErrorKind.Unavailable, $"{count} records of topic {_topic} were deleted in the spool "
        + "before they could be sent on: its retention was shorter than the other side was away.");

    void Note(SpoolSource source)
    {
        source.WriteSent(_options.Disk, _sourcePath, Interlocked.Read(ref _shippedTo));
        _notedAt = _options.Time.GetTimestamp();
    }
}
