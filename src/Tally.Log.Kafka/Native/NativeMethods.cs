using System.Runtime.InteropServices;

namespace Tally.Log.Kafka.Native;

/// <summary>The functions of librdkafka that reading needs; all are in every version from 1.6 on.</summary>
static class NativeMethods
{
    const string Library = NativeClient.LibraryName;

    /// <summary>Is told of errors that concern the whole client.</summary>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate void ErrorCallback(nint client, int code, nint reason, nint opaque);

    [DllImport(Library)]
    public static extern nint rd_kafka_conf_new();

    [DllImport(Library, CharSet = CharSet.Ansi, BestFitMapping = false)]
    public static extern int rd_kafka_conf_set(nint configuration, string name, string value, [Out] byte[] error, nuint errorSize);

    [DllImport(Library)]
    public static extern void rd_kafka_conf_set_error_cb(nint configuration, ErrorCallback callback);

    [DllImport(Library)]
    public static extern void rd_kafka_conf_set_log_cb(nint configuration, nint callback);

    [DllImport(Library)]
    public static extern void rd_kafka_conf_destroy(nint configuration);

    [DllImport(Library)]
    public static extern nint rd_kafka_new(int kind, nint configuration, [Out] byte[] error, nuint errorSize);

    [DllImport(Library)]
    public static extern void rd_kafka_destroy_flags(nint client, int flags);

    [DllImport(Library)]
    public static extern int rd_kafka_poll_set_consumer(nint client);

    [DllImport(Library)]
    public static extern nint rd_kafka_queue_get_consumer(nint client);

    [DllImport(Library)]
    public static extern void rd_kafka_queue_destroy(nint queue);

    [DllImport(Library)]
    public static extern nint rd_kafka_consumer_poll(nint client, int timeoutMs);

    [DllImport(Library)]
    public static extern nint rd_kafka_consume_batch_queue(nint queue, int timeoutMs, [Out] nint[] messages, nuint size);

    [DllImport(Library)]
    public static extern void rd_kafka_message_destroy(nint message);

    [DllImport(Library)]
    public static extern nint rd_kafka_message_errstr(nint message);

    [DllImport(Library)]
    public static extern long rd_kafka_message_timestamp(nint message, out int kind);

    [DllImport(Library)]
    public static extern int rd_kafka_message_headers(nint message, out nint headers);

    [DllImport(Library)]
    public static extern int rd_kafka_header_get_all(nint headers, nuint index, out nint name, out nint value, out nuint size);

    [DllImport(Library)]
    public static extern int rd_kafka_header_get_last(nint headers, nint name, out nint value, out nuint size);

    [DllImport(Library)]
    public static extern nint rd_kafka_topic_partition_list_new(int size);

    [DllImport(Library)]
    public static extern void rd_kafka_topic_partition_list_destroy(nint list);

    [DllImport(Library, CharSet = CharSet.Ansi, BestFitMapping = false)]
    public static extern nint rd_kafka_topic_partition_list_add(nint list, string topic, int partition);

    [DllImport(Library, CharSet = CharSet.Ansi, BestFitMapping = false)]
    public static extern int rd_kafka_topic_partition_list_set_offset(nint list, string topic, int partition, long offset);

    [DllImport(Library)]
    public static extern int rd_kafka_assign(nint client, nint list);

    [DllImport(Library)]
    public static extern int rd_kafka_offsets_store(nint client, nint list);

    [DllImport(Library)]
    public static extern int rd_kafka_committed(nint client, nint list, int timeoutMs);

    [DllImport(Library)]
    public static extern int rd_kafka_offsets_for_times(nint client, nint list, int timeoutMs);

    [DllImport(Library, CharSet = CharSet.Ansi, BestFitMapping = false)]
    public static extern int rd_kafka_get_watermark_offsets(nint client, string topic, int partition, out long low, out long high);

    [DllImport(Library, CharSet = CharSet.Ansi, BestFitMapping = false)]
    public static extern int rd_kafka_query_watermark_offsets(nint client, string topic, int partition, out long low, out long high,
        int timeoutMs);

    [DllImport(Library)]
    public static extern nint rd_kafka_err2str(int code);
}
