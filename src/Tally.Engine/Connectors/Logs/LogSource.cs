using Tally.Engine.Planning;
using Tally.Log;

namespace Tally.Engine.Connectors.Logs;

/// <summary>A topic that is read.</summary>
sealed class LogSource(ILog log, TableDefinition table, bool isBounded) : ISource
{
    IReadOnlyList<ISourcePartition>? _partitions;

    public async ValueTask<IReadOnlyList<ISourcePartition>> ListPartitionsAsync(CancellationToken cancellation)
    {
        if (_partitions is not null) return _partitions;
        var topic = await log.OpenTopicAsync(table.Options["topic"], LogConnector.TopicOf(table, log), cancellation);
        var latest = table.Options.GetValueOrDefault("scan.startup.mode") == "latest-offset";
        return _partitions = [.. topic.Partitions.Select(partition => new LogPartition(topic.Name, partition, latest ? partition.EndOffset : partition.StartOffset, isBounded))];
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
