using Tally.Log;

namespace Tally.Engine.Tests.Execution;

/// <summary>Where an append to the topic stops for ever, as when the process dies there.</summary>
enum AppendCrash
{
    None,
    Before,
    Inside,
    Behind,
}

/// <summary>A log in which appends to one topic can be stopped at a place; the records that were stored until then stay.</summary>
sealed class CrashingLog(ILog log, string topicName) : ILog
{
    TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Where the next append stops.</summary>
    public AppendCrash Crash { get; private set; }

    /// <summary>Completes when an append has come to the place.</summary>
    public Task Reached => _reached.Task;

    public TopicOptions Defaults => log.Defaults;

    public void CrashAt(AppendCrash place) => (Crash, _reached) = (place, new(TaskCreationOptions.RunContinuationsAsynchronously));

    public ValueTask<IReadOnlyList<string>> ListTopicsAsync(CancellationToken cancellation = default) => log.ListTopicsAsync(cancellation);

    public async ValueTask<ITopic> OpenTopicAsync(string name, TopicOptions? options = null, CancellationToken cancellation = default)
    {
        var topic = await log.OpenTopicAsync(name, options, cancellation);
        return name == topicName ? new CrashingTopic(this, topic) : topic;
    }

    public ValueTask DisposeAsync() => log.DisposeAsync();

    sealed class CrashingTopic(CrashingLog owner, ITopic topic) : ITopic
    {
        public string Name => topic.Name;

        public IReadOnlyList<IPartition> Partitions { get; } =
            [.. topic.Partitions.Select(partition => new CrashingPartition(owner, partition))];
    }

    sealed class CrashingPartition(CrashingLog owner, IPartition partition) : IPartition
    {
        public int Index => partition.Index;

        public long StartOffset => partition.StartOffset;

        public long EndOffset => partition.EndOffset;

        public IPartitionReader OpenReader(long offset) => partition.OpenReader(offset);

        public ValueTask<long> LastPositionAsync(string source, CancellationToken cancellation = default) =>
            partition.LastPositionAsync(source, cancellation);

        public async ValueTask<AppendResult> AppendAsync(string? source, RecordBlock records, CancellationToken cancellation = default)
        {
            if (owner.Crash == AppendCrash.None) return await partition.AppendAsync(source, records, cancellation);
            var count = owner.Crash switch { AppendCrash.Before => 0, AppendCrash.Inside => records.Count / 2, _ => records.Count };
            var stored = new RecordBlock();
            for (var i = 0; i < count; i++) stored.Add(records.Value(i), records.Positions[i], records.TimestampsMs[i]);
            if (count > 0) await partition.AppendAsync(source, stored, cancellation);
            owner._reached.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellation);
            return default;
        }
    }
}
