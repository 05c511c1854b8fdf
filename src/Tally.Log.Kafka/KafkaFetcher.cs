using System.Globalization;
using Confluent.Kafka;
using Tally.Log.Kafka.Native;

namespace Tally.Log.Kafka;

/// <summary>The consumer of one reader and its thread: fetches ahead, drops repeats, survives the loss of brokers.</summary>
sealed class KafkaFetcher
{
    const int QueueFactor = 4, PollMs = 100, MaxBlockRecords = 4096, MaxBlockBytes = 1 << 20;

    static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(20);

    readonly KafkaPartition _partition;
    readonly KafkaReader _reader;
    readonly ReaderOptions _options;
    readonly SourceMarks _marks;
    readonly NativeConsumer _consumer;
    readonly RecordIdentity _identity = new();
    readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    FetchedRecords _filling = new();
    long _next;
    long _committed;
    long? _awaySince;

    public KafkaFetcher(KafkaPartition partition, KafkaReader reader, long offset, ReaderOptions options)
    {
        (_partition, _reader, _options, _next) = (partition, reader, options, offset);
        _marks = new SourceMarks(options.Marks);
        var cluster = partition.Cluster;
        _consumer = cluster.NewConsumer(new()
        {
            ["group.id"] = cluster.Options.Group ?? "tally", ["enable.auto.commit"] = cluster.Options.Group is null ? "false" : "true",
            ["enable.auto.offset.store"] = "false",
            ["auto.offset.reset"] = "error", ["enable.partition.eof"] = "true",
            ["queued.max.messages.kbytes"] = (QueueFactor * cluster.Options.ReadAheadBytes / 1024).ToString(CultureInfo.InvariantCulture),
            ["fetch.error.backoff.ms"] = "20", // older clients wait as long when their queue is full
        });
        _consumer.Assign(partition.Name, offset);
        new Thread(Run) { Name = $"tally fetcher {partition.Name.Topic}/{partition.Index}", IsBackground = true }.Start();
    }

    /// <summary>Completes when thread and consumer are gone.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Notes how far the reader is, for tools that watch the consumer group; the client sends it now and then.</summary>
    public void Commit(long offset)
    {
        if (_partition.Cluster.Options.Group is not null) Volatile.Write(ref _committed, offset);
    }

    void Run()
    {
        try
        {
            while (!_reader.IsClosed) Step();
        }
        finally
        {
            _consumer.Dispose();
            _ended.SetResult();
        }
    }

    // What is there is taken without waiting; only with empty hands it waits.
    void Step()
    {
        var isEmpty = _filling.EndOffset == 0;
        var messages = _consumer.Poll(isEmpty ? PollMs : 0);
        foreach (var message in messages) Take(new NativeRecord(message));
        if (messages.Length == 0) LookAtHealth();
        if (messages.Length == 0 || _filling.Block.Count >= MaxBlockRecords || _filling.Block.ByteCount >= MaxBlockBytes) HandOver();
    }

    // A short absence is waited for in silence; then whoever reads hears of it, again and again while it lasts.
    void LookAtHealth()
    {
        var time = _partition.Cluster.Options.Time;
        if (_partition.Cluster.Health.Problem is not { } problem) _awaySince = null;
        else if (_awaySince is null) _awaySince = time.GetTimestamp();
        else if (time.GetElapsedTime(_awaySince.Value) > s_timeout)
        {
            _awaySince = null;
            _reader.Take(problem);
        }
    }

    void Take(NativeRecord record)
    {
        try
        {
            switch (record.Code)
            {
                case ErrorCode.NoError: Keep(record); break;
                case ErrorCode.Local_PartitionEOF: _next = _filling.EndOffset = Math.Max(_next, record.Offset); break;
                case ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange: StartOver(); break;
                case ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Transport: _partition.Cluster.Health.Report(record.Error); break;
                default: _reader.Take(_partition.Cluster.Health.Unavailable(record.Error, _partition.Name.Topic)); break;
            }
        }
        finally
        {
            record.Free();
        }
    }

    void Keep(NativeRecord record)
    {
        var offset = record.Offset;
        if (offset < _next) return; // fetched before it was assigned anew
        _next = offset + 1;
        _filling.EndOffset = Math.Min(_next, _options.BoundOffset);
        if (offset >= _options.BoundOffset) return;
        var isKnown = _identity.TryRead(record, out var mark);
        if (isKnown && _marks.IsRepeat(mark)) return;
        if (isKnown) _marks.Set(mark);
        var block = _filling.Block;
        var length = record.ValueLength;
        block.ReserveBytes(length);
        record.CopyValue(block.Bytes, block.ByteCount, length);
        block.AddSlice(block.ByteCount, length, offset, record.TimestampMs);
        block.ByteCount += Math.Max(0, length);
        _filling.Sources.Add(mark);
        if (_options.NeedsKeys) block.SetKey(block.Count - 1, record.Key());
        if (_options.NeedsHeaders)
            block.SetHeaders(block.Count - 1, [.. record.AllHeaders().Where(header => !RecordIdentity.IsOne(header.Key))]);
    }

    void HandOver()
    {
        if (Interlocked.Exchange(ref _committed, 0) is var offset && offset > 0) _consumer.Store(_partition.Name, offset);
        if (_filling.EndOffset == 0) return;
        var (low, high) = _consumer.KnownOffsets(_partition.Name);
        _partition.Saw(low, Math.Max(high, _filling.EndOffset));
        _partition.Cluster.Health.Answered();
        _reader.Take(_filling);
        _filling = _reader.TakeFree(_partition.Cluster.Options.ReadAheadBytes) ?? new FetchedRecords();
        _filling.EndOffset = 0;
    }

    // The offset is not there any more: retention was faster, or the topic ends before it.
    void StartOver()
    {
        try
        {
            var (low, high) = _consumer.QueryOffsets(_partition.Name, _partition.Cluster.Options.RequestTimeout);
            if (_next > high)
            {
                _reader.Take(new LogException(LogErrorKind.Corrupt,
                    $"Kafka topic {_partition.Name.Topic}, partition {_partition.Index} ends at offset {high}, and it was read up to "
                        + $"{_next} before: "
                    + "it was created anew, or has lost records. Remove the checkpoints to compute everything anew from what it holds."));
                return;
            }
            if (_next < low) _reader.Lost(low - _next);
            _next = Math.Max(_next, low);
            _partition.Saw(low, high);
            _consumer.Assign(_partition.Name, _next);
        }
        catch (KafkaException error)
        {
            _reader.Take(_partition.Cluster.Health.Unavailable(error.Error, _partition.Name.Topic, error));
            _consumer.Assign(_partition.Name, _next);
        }
    }
}
