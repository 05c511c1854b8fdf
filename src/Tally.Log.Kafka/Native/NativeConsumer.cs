using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;

namespace Tally.Log.Kafka.Native;

// Confluent's own consumer makes some objects for every record and asks the library for more than older versions have. This one
// takes records in batches and copies values straight to where they are needed.

/// <summary>A consumer of librdkafka that is told which partition to read. One thread at a time reads; questions may come from
/// any.</summary>
sealed class NativeConsumer : IDisposable
{
    const string FullQueueBackoffMs = "10";
    const int ConsumerKind = 1, NoConsumerClose = 8, ErrorSizeBytes = 512;

    readonly nint _client;
    readonly nint _queue;
    readonly nint[] _messages = new nint[1000];
    readonly NativeMethods.ErrorCallback _onError; // kept: the library holds only its address
    int _isDisposed;

    /// <param name="properties">Under librdkafka's names.</param>
    /// <param name="onError">Is told of errors that concern the whole client, during <see cref="Poll"/>.</param>
    /// <exception cref="LogException">A property is wrong.</exception>
    public NativeConsumer(Dictionary<string, string> properties, Action<Error> onError)
    {
        _onError = (_, code, reason, _) => onError(new Error((ErrorCode)code, Marshal.PtrToStringUTF8(reason) ?? ""));
        var error = new byte[ErrorSizeBytes];
        var configuration = Configure(properties, error);
        NativeMethods.rd_kafka_conf_set_error_cb(configuration, _onError);
        NativeMethods.rd_kafka_conf_set_log_cb(configuration, 0);
        _client = NativeMethods.rd_kafka_new(ConsumerKind, configuration, error, (nuint)error.Length);
        if (_client == 0)
        {
            NativeMethods.rd_kafka_conf_destroy(configuration);
            throw ClientGuard.Refused(TextOf(error));
        }
        NativeMethods.rd_kafka_poll_set_consumer(_client);
        _queue = NativeMethods.rd_kafka_queue_get_consumer(_client);
    }

    /// <summary>Reads a partition from an offset on, and nothing else.</summary>
    public void Assign(TopicPartition partition, long offset) =>
        WithList(partition, offset, list => Check(NativeMethods.rd_kafka_assign(_client, list)));

    /// <summary>What has arrived; waits for the first when there is nothing. Each record must be freed before the next call.</summary>
    public ReadOnlySpan<nint> Poll(int timeoutMs)
    {
        var count = (int)NativeMethods.rd_kafka_consume_batch_queue(_queue, 0, _messages, (nuint)_messages.Length);
        if (count <= 0 && timeoutMs > 0 && NativeMethods.rd_kafka_consumer_poll(_client, timeoutMs) is var first && first != 0)
            (_messages[0], count) = (first, 1);
        return _messages.AsSpan(0, Math.Max(0, count));
    }

    /// <summary>Notes an offset to be committed to the group by and by.</summary>
    public void Store(TopicPartition partition, long offset) =>
        WithList(partition, offset, list => NativeMethods.rd_kafka_offsets_store(_client, list));

    /// <summary>Start and end of a partition as of the last fetch; -1001 when not known.</summary>
    public (long Low, long High) KnownOffsets(TopicPartition partition)
    {
        NativeMethods.rd_kafka_get_watermark_offsets(_client, partition.Topic, partition.Partition.Value, out var low, out var high);
        return (low, high);
    }

    /// <summary>Start and end of a partition.</summary>
    /// <exception cref="KafkaException">The cluster does not answer or refuses.</exception>
    public (long Low, long High) QueryOffsets(TopicPartition partition, TimeSpan timeout)
    {
        Check(NativeMethods.rd_kafka_query_watermark_offsets(_client, partition.Topic, partition.Partition.Value, out var low, out var high,
            (int)timeout.TotalMilliseconds));
        return (low, high);
    }

    /// <summary>The offset of the first record at a time or later; negative when there is none.</summary>
    /// <exception cref="KafkaException">The cluster does not answer or refuses.</exception>
    public long OffsetOfTime(TopicPartition partition, long timestampMs, TimeSpan timeout) =>
        WithList(partition, timestampMs,
            list => Check(NativeMethods.rd_kafka_offsets_for_times(_client, list, (int)timeout.TotalMilliseconds)));

    /// <summary>The offset that the group has committed; negative when it has none.</summary>
    /// <exception cref="KafkaException">The cluster does not answer or refuses.</exception>
    public long Committed(TopicPartition partition, TimeSpan timeout) =>
        WithList(partition, (long)Confluent.Kafka.Offset.Unset.Value,
            list => Check(NativeMethods.rd_kafka_committed(_client, list, (int)timeout.TotalMilliseconds)));

    // The group is never joined, so there is nothing to leave.
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1) return;
        NativeMethods.rd_kafka_queue_destroy(_queue);
        NativeMethods.rd_kafka_destroy_flags(_client, NoConsumerClose);
        GC.KeepAlive(_onError);
    }

    static nint Configure(Dictionary<string, string> properties, byte[] error)
    {
        var configuration = NativeMethods.rd_kafka_conf_new();
        // A full queue is looked at again soon, not after a second; only versions from 2.2 on know it by this name.
        NativeMethods.rd_kafka_conf_set(configuration, "fetch.queue.backoff.ms", FullQueueBackoffMs, error, (nuint)error.Length);
        foreach (var (name, value) in properties)
        {
            if (NativeMethods.rd_kafka_conf_set(configuration, name, value, error, (nuint)error.Length) == 0) continue;
            NativeMethods.rd_kafka_conf_destroy(configuration);
            throw ClientGuard.Refused(TextOf(error));
        }
        return configuration;
    }

    // Gives the offset that the call has left in the list's only entry.
    static long WithList(TopicPartition partition, long offset, Action<nint> call)
    {
        const int offsetAt = 16, errorAt = 48; // of rd_kafka_topic_partition_t on 64-bit machines
        var list = NativeMethods.rd_kafka_topic_partition_list_new(1);
        try
        {
            var entry = NativeMethods.rd_kafka_topic_partition_list_add(list, partition.Topic, partition.Partition.Value);
            NativeMethods.rd_kafka_topic_partition_list_set_offset(list, partition.Topic, partition.Partition.Value, offset);
            call(list);
            Check(Marshal.ReadInt32(entry, errorAt));
            return Marshal.ReadInt64(entry, offsetAt);
        }
        finally
        {
            NativeMethods.rd_kafka_topic_partition_list_destroy(list);
        }
    }

    static void Check(int code)
    {
        if (code != 0)
            throw new KafkaException(new Error((ErrorCode)code,
                Marshal.PtrToStringUTF8(NativeMethods.rd_kafka_err2str(code)) ?? ((ErrorCode)code).ToString()));
    }

    static string TextOf(byte[] error) => Encoding.UTF8.GetString(error.AsSpan(0, Math.Max(0, Array.IndexOf(error, (byte)0))));
}
