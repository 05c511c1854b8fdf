namespace Tally.Log;

// The life of a record in the log.
//
// A source hands a block of records to a partition together with its own name and each record's position there. The partition
// drops those at or below the highest position that it has stored of that source, appends the rest in order as one atomic batch,
// and answers when they are as durable as the topic asks. Readers are independent of the writer and of each other: each has an
// offset of its own and never blocks an append. The same contract has three backends: embedded (files of this process),
// http (another Tally) and kafka; the same contract tests run on all.

/// <summary>A set of topics: the durable middle of every pipeline.</summary>
public interface ILog : IAsyncDisposable
{
    /// <summary>How topics are kept unless somebody wishes otherwise.</summary>
    TopicOptions Defaults => new();

    /// <summary>Whether records have keys and headers.</summary>
    bool HasKeys => false;

    /// <summary>What stands in the way of appending or reading now, a try being made again and again; empty when all is well.</summary>
    IReadOnlyList<LogException> Problems => [];

    /// <summary>The names of the topics that exist, sorted.</summary>
    ValueTask<IReadOnlyList<string>> ListTopicsAsync(CancellationToken cancellation = default);

    /// <summary>Opens a topic and creates it when it is missing. The number of partitions of an existing topic is kept.</summary>
    /// <exception cref="LogException">The name is not valid, the topic is damaged or the backend refuses.</exception>
    ValueTask<ITopic> OpenTopicAsync(string name, TopicOptions? options = null, CancellationToken cancellation = default);
}

/// <summary>A named stream of records, split into partitions.</summary>
public interface ITopic
{
    /// <summary>The name: letters, digits, '.', '_' and '-', at most 200 characters.</summary>
    string Name { get; }

    /// <summary>The partitions by index; at least one.</summary>
    IReadOnlyList<IPartition> Partitions { get; }
}

/// <summary>An ordered, append-only run of records with offsets 0, 1, 2, …</summary>
public interface IPartition
{
    /// <summary>The 0-based index in the topic.</summary>
    int Index { get; }

    /// <summary>The first offset that retention has left.</summary>
    long StartOffset { get; }

    /// <summary>The offset after the last record that readers may see.</summary>
    long EndOffset { get; }

    /// <summary>Appends the records that this partition does not have yet; complete when they are as durable as the topic asks.</summary>
    /// <param name="source">Who read the records, for example "web-1:/var/log/orders.log#4711"; its positions must arrive in order. Null:
    /// no de-duplication.</param>
    /// <param name="records">The values, with the source's position of each in <see cref="RecordBlock.Positions"/>. Not kept after the call
    /// completes.</param>
    /// <exception cref="LogException">Not stored: <see cref="LogException.Kind"/> says whether to try again.</exception>
    ValueTask<AppendResult> AppendAsync(string? source, RecordBlock records, CancellationToken cancellation = default);

    /// <summary>What <see cref="LastPositionAsync"/> says where the backend does not know its sources: whoever sends must remember how far
    /// it came.</summary>
    const long UnknownPosition = -2;

    /// <summary>The highest position stored of a source, -1 when there is none, or <see cref="UnknownPosition"/>: where a source that
    /// starts again may go on.</summary>
    ValueTask<long> LastPositionAsync(string source, CancellationToken cancellation = default);

    /// <summary>Opens a reader at an offset; below <see cref="StartOffset"/> it starts there and counts what it missed.</summary>
    IPartitionReader OpenReader(long offset);

    /// <summary>Opens a reader that needs more than an offset.</summary>
    IPartitionReader OpenReader(long offset, ReaderOptions options) => OpenReader(offset);

    /// <summary>The offset of the first record stored at a time or later, in milliseconds since 1970 UTC; the end when there is
    /// none.</summary>
    /// <exception cref="LogException">The backend does not know.</exception>
    ValueTask<long> OffsetOfTimeAsync(long timestampMs, CancellationToken cancellation = default) =>
        throw new LogException(LogErrorKind.Invalid,
            "This log cannot find a record by its time: start at the earliest or the latest offset.");

    /// <summary><see cref="EndOffset"/> as the backend says now, not as it was known last.</summary>
    /// <exception cref="LogException">The backend is away.</exception>
    long AskEndOffset() => EndOffset;

    /// <summary>How far a consumer group has committed, or null when it has not.</summary>
    /// <exception cref="LogException">The backend is away.</exception>
    ValueTask<long?> CommittedOffsetAsync(string group, CancellationToken cancellation = default) => new((long?)null);
}

/// <summary>Reads one partition in order. Not thread-safe; any number may read one partition.</summary>
public interface IPartitionReader : IDisposable
{
    /// <summary>The offset of the next record that it will deliver.</summary>
    long Offset { get; }

    /// <summary>How many records retention deleted before this reader had them.</summary>
    long LostCount { get; }

    /// <summary>Clears <paramref name="block"/> and fills it with the next records (positions are offsets); false when there are none
    /// yet.</summary>
    /// <param name="block">Receives at least one record, and more until either limit is passed.</param>
    /// <exception cref="LogException">Stored data is damaged; the message names file and offset.</exception>
    bool TryRead(RecordBlock block, int maxRecords = 4096, int maxBytes = 1 << 20);

    /// <summary>Completes when there is something to read, or true at once; false when the log is closed.</summary>
    ValueTask<bool> WaitAsync(CancellationToken cancellation);
}

/// <summary>What an append did.</summary>
/// <param name="BaseOffset">The offset of the first accepted record, or -1 when all were repeats.</param>
/// <param name="Accepted">Records stored.</param>
/// <param name="Duplicate">Records that the partition already had: acknowledged and not stored.</param>
public readonly record struct AppendResult(long BaseOffset, int Accepted, int Duplicate);

/// <summary>When an append counts as stored.</summary>
public enum Durability
{
    /// <summary>In the page cache: survives the death of the process, not of the machine.</summary>
    PageCache,

    /// <summary>Flushed to disk at most <see cref="TopicOptions.FlushIntervalMs"/> later, and acknowledged then (group commit).</summary>
    Interval,

    /// <summary>Flushed to disk before the append returns; appends that arrive meanwhile share the next flush.</summary>
    EveryBatch,
}

/// <summary>How a topic is kept.</summary>
public sealed record TopicOptions
{
    /// <summary>The number of partitions of a new topic; 0, of Kafka only: as many as the cluster gives a topic that does not
    /// ask.</summary>
    public int Partitions { get; init; } = 1;

    /// <summary>When an append counts as stored.</summary>
    public Durability Durability { get; init; } = Durability.PageCache;

    /// <summary>The longest time between flushes with <see cref="Durability.Interval"/>.</summary>
    public int FlushIntervalMs { get; init; } = 50;

    /// <summary>A new segment starts when the current one would grow beyond this.</summary>
    public long SegmentSizeBytes { get; init; } = 256L << 20;

    /// <summary>Whole segments whose newest record is older are deleted; null keeps them.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>The oldest whole segments of a partition are deleted while it is larger; null keeps them.</summary>
    public long? RetentionSizeBytes { get; init; }

    /// <summary>Brokers that hold each partition (Kafka only); 0: as many as the cluster gives a topic that does not ask.</summary>
    public short Replication { get; init; } = 1;

    /// <summary>Whether only the newest record of every key must be kept (Kafka only).</summary>
    public bool IsCompacted { get; init; }
}

/// <summary>What went wrong, by who must act.</summary>
public enum LogErrorKind
{
    /// <summary>The caller asked for something impossible; trying again does not help.</summary>
    Invalid,

    /// <summary>The disk is full or the backend is away: try again later.</summary>
    Unavailable,

    /// <summary>Stored data is damaged; an operator must decide.</summary>
    Corrupt,
}

/// <summary>An error of the log: what was found, what was expected, where, and what to do.</summary>
public sealed class LogException(LogErrorKind kind, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Who must act.</summary>
    public LogErrorKind Kind { get; } = kind;
}
