using Tally.Log;

namespace Tally.Host.Verifying;

/// <summary>A log that ends where a checkpoint was: what came later no result knows of yet.</summary>
/// <param name="positions">The offset behind the last record, by topic and partition written "orders/3"; partitions that are missing are read to their end.</param>
sealed class LogUpTo(ILog log, IReadOnlyDictionary<string, long> positions) : ILog
{
    readonly Dictionary<string, long> _left = [];

    public bool HasKeys => log.HasKeys;

    /// <summary>Records behind the checkpoint in the topics that were opened.</summary>
    public long LeftCount => _left.Values.Sum();

    public ValueTask<IReadOnlyList<string>> ListTopicsAsync(CancellationToken cancellation = default) => log.ListTopicsAsync(cancellation);

    public async ValueTask<ITopic> OpenTopicAsync(string name, TopicOptions? options = null, CancellationToken cancellation = default)
    {
        var topic = await log.OpenTopicAsync(name, options, cancellation);
        foreach (var partition in topic.Partitions)
            if (positions.TryGetValue($"{name}/{partition.Index}", out var end)) _left[$"{name}/{partition.Index}"] = Math.Max(0, partition.EndOffset - end);
        return new Topic(topic, positions);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    sealed class Topic(ITopic topic, IReadOnlyDictionary<string, long> positions) : ITopic
    {
        public string Name => topic.Name;

        public IReadOnlyList<IPartition> Partitions { get; } = [.. topic.Partitions.Select(partition => new Partition(partition, positions.GetValueOrDefault($"{topic.Name}/{partition.Index}", long.MaxValue)))];
    }

    sealed class Partition(IPartition partition, long end) : IPartition
    {
        public int Index => partition.Index;

        public long StartOffset => partition.StartOffset;

        public long EndOffset => Math.Min(partition.EndOffset, end);

        public ValueTask<AppendResult> AppendAsync(string? source, RecordBlock records, CancellationToken cancellation = default) => throw new LogException(LogErrorKind.Invalid, "the log is only read here");

        public ValueTask<long> LastPositionAsync(string source, CancellationToken cancellation = default) => partition.LastPositionAsync(source, cancellation);

        public IPartitionReader OpenReader(long offset) => partition.OpenReader(offset);

        public IPartitionReader OpenReader(long offset, ReaderOptions options) => partition.OpenReader(offset, options);

        public ValueTask<long> OffsetOfTimeAsync(long timestampMs, CancellationToken cancellation = default) => partition.OffsetOfTimeAsync(timestampMs, cancellation);

        public long AskEndOffset() => Math.Min(partition.AskEndOffset(), end);
    }
}
