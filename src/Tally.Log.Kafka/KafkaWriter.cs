using Confluent.Kafka;
using Tally.Log.Kafka.Native;

namespace Tally.Log.Kafka;

using Producer = IProducer<byte[]?, byte[]?>;

// Writing loses nothing and overtakes nothing: the producer is idempotent, waits for all replicas in sync, and tries for ever
// (message.timeout.ms 0).
// enable.gapless.guarantee makes it stop for good when a record cannot be written while later ones are under way; then it is made anew and
// the caller appends the whole block again. What is there twice after that the readers take once.

/// <summary>The producer of a log, shared by all partitions.</summary>
sealed class KafkaWriter : IDisposable
{
    const int MaxQueueKbytes = 64 << 10, MaxQueueRecords = 500_000, BatchRecords = 1000, LingerMs = 5;
    public const int DefaultMaxRecordBytes = 1_000_000;

    static readonly TimeSpan s_queueFullDelay = TimeSpan.FromMilliseconds(5), s_reportPatience = TimeSpan.FromSeconds(60);

    readonly Lock _gate = new();
    readonly Dictionary<string, string> _properties;
    readonly ClusterHealth _health;
    readonly TimeProvider _time;
    Producer? _producer;
    bool _isClosed;

    public KafkaWriter(Dictionary<string, string> properties, ClusterHealth health, TimeProvider time)
    {
        (_properties, _health, _time) = (properties, health, time);
        Default("compression.type", "lz4");
        Default("linger.ms", LingerMs);
        Default("batch.num.messages", BatchRecords);
        Default("queue.buffering.max.kbytes", MaxQueueKbytes);
        Default("queue.buffering.max.messages", MaxQueueRecords);
        Default("message.max.bytes", DefaultMaxRecordBytes);
        (properties["acks"], properties["enable.idempotence"], properties["enable.gapless.guarantee"], properties["message.timeout.ms"]) =
            ("all", "true", "true", "0");
        properties["dotnet.producer.delivery.report.fields"] = "none";
        MaxRecordBytes = int.TryParse(properties["message.max.bytes"], out var max) ? max : DefaultMaxRecordBytes;

        void Default(string name, object value) => properties.TryAdd(name, value.ToString()!);
    }

    /// <summary>The longest value that is sent.</summary>
    public int MaxRecordBytes { get; }

    /// <summary>Appends a block; complete when all replicas in sync have it.</summary>
    /// <exception cref="LogException">It is not stored as a whole: append all of it again, or, of the kind Invalid, never.</exception>
    public async ValueTask<(long BaseOffset, long EndOffset)> AppendAsync(TopicPartition to, string? source, RecordBlock records,
        CancellationToken cancellation)
    {
        CheckSizes(to, records);
        if (_health.Problem is { } problem) throw problem;
        var producer = Current();
        var delivery = new Delivery(records.Count);
        try
        {
            await SendAsync(producer, delivery, to, source, records, cancellation).ConfigureAwait(false);
            if (await delivery.Done.WaitAsync(cancellation).ConfigureAwait(false) is { } error) throw Failed(producer, error, to.Topic);
        }
        catch (ProduceException<byte[]?, byte[]?> error)
        {
            throw Failed(producer, error.Error, to.Topic);
        }
        _health.Answered();
        return (delivery.FirstOffset, delivery.LastOffset + 1);
    }

    public void Dispose()
    {
        Producer? producer;
        lock (_gate) (producer, _producer, _isClosed) = (_producer, null, true);
        producer?.Dispose();
    }

    async ValueTask SendAsync(Producer producer, Delivery delivery, TopicPartition to, string? source, RecordBlock records,
        CancellationToken cancellation)
    {
        var sourceHeader = source is null ? null : RecordIdentity.OfSource(source);
        var part = 0;
        for (var index = 0; index < records.Count; index++)
        {
            part = index > 0 && records.Positions[index] == records.Positions[index - 1] ? part + 1 : 0;
            var message = MessageOf(records, index, sourceHeader, part);
            while (!TryProduce(producer, to, message, delivery))
                await Task.Delay(s_queueFullDelay, _time, cancellation).ConfigureAwait(false);
        }
    }

    // A full queue is back-pressure, not an error.
    static bool TryProduce(Producer producer, TopicPartition to, Message<byte[]?, byte[]?> message, Delivery delivery)
    {
        try
        {
            producer.Produce(to, message, delivery.Handler);
            return true;
        }
        catch (ProduceException<byte[]?, byte[]?> error) when (error.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }
    }

    static Message<byte[]?, byte[]?> MessageOf(RecordBlock records, int index, Header? source, int part)
    {
        var message = new Message<byte[]?, byte[]?> { Value = records.Lengths[index] < 0 ? null : records.Value(index).ToArray() };
        if (records.Keys is { } keys && !keys[index].IsEmpty) message.Key = keys[index].ToArray();
        if (records.TimestampsMs[index] > 0) message.Timestamp = new Timestamp(records.TimestampsMs[index], TimestampType.CreateTime);
        if (source is null && records.Headers?[index] is null) return message;
        message.Headers = [];
        foreach (var (key, value) in records.Headers?[index] ?? []) message.Headers.Add(key, value.ToArray());
        if (source is null) return message;
        message.Headers.Add(source);
        message.Headers.Add(RecordIdentity.OfPosition(records.Positions[index], part));
        return message;
    }

    void CheckSizes(TopicPartition to, RecordBlock records)
    {
        for (var index = 0; index < records.Count; index++)
        {
            if (records.Lengths[index] <= MaxRecordBytes) continue;
            throw new LogException(LogErrorKind.Invalid,
                $"A record of {records.Lengths[index]} bytes for topic {to.Topic}, at most {MaxRecordBytes} are sent: "
                + "raise the client's max.request.size and the topic's max.message.bytes, or leave the record out.");
        }
    }

    LogException Failed(Producer producer, Error error, string topic)
    {
        if (error.IsFatal || error.Code is ErrorCode.Local_Fatal or ErrorCode.Local_GaplessGuarantee
            || error.Code == ErrorCode.Local_PurgeQueue) Replace(producer);
        return error.Code is ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidRecord
            ? _health.Invalid(error, topic)
            : _health.Unavailable(error, topic);
    }

    Producer Current()
    {
        lock (_gate)
        {
            if (_isClosed) throw new LogException(LogErrorKind.Unavailable, "The log is closed.");
            return _producer ??= ClientGuard.Make(() => new ProducerBuilder<byte[]?, byte[]?>(_properties)
                .SetErrorHandler((_, error) => _health.Report(error)).SetLogHandler((_, _) => { }).Build());
        }
    }

    void Replace(Producer failed)
    {
        lock (_gate)
        {
            if (_producer != failed) return;
            _producer = null;
        }
        Task.Run(() => End(failed));
    }

    // The reports of what was under way come before the end: without them whoever appended would wait for ever.
    static void End(Producer failed)
    {
        failed.Flush(s_reportPatience);
        failed.Dispose();
    }

    /// <summary>Gathers the reports of one block.</summary>
    sealed class Delivery
    {
        readonly TaskCompletionSource<Error?> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int _left;
        Error? _error;

        public Delivery(int count)
        {
            _left = count;
            Handler = Take;
            if (count == 0) _done.SetResult(null);
        }

        public Action<DeliveryReport<byte[]?, byte[]?>> Handler { get; }

        /// <summary>The first error, or null.</summary>
        public Task<Error?> Done => _done.Task;

        public long FirstOffset { get; private set; } = -1;

        public long LastOffset { get; private set; } = -1;

        // Called by the producer's own thread, one report after the other.
        void Take(DeliveryReport<byte[]?, byte[]?> report)
        {
            if (report.Error.IsError) _error ??= report.Error;
            else if (report.Offset.Value >= 0) // a repeat that the broker recognized has none
            {
                if (FirstOffset < 0) FirstOffset = report.Offset.Value;
                LastOffset = report.Offset.Value;
            }
            if (--_left == 0) _done.SetResult(_error);
        }
    }
}
