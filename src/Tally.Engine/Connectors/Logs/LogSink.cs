using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Execution;
using Tally.Log;
using Encoder = Tally.Engine.Formats.Encoder;

namespace Tally.Engine.Connectors.Logs;

/// <summary>Appends rows to a topic under the source and position of the record each came from, so that a repeat after a restart is not stored twice.</summary>
sealed class LogSink(ILog log, string topicName, TopicOptions options, Encoder encoder, int[] keyColumns, TimeProvider clock) : ISink
{
    readonly RowKey _key = new();
    LogAppender[]? _partitions;

    public string? Problem => _partitions?.Select(partition => partition.Problem).FirstOrDefault(problem => problem is not null);

    public void Write(Batch batch)
    {
        _partitions ??= Open();
        for (var row = 0; row < batch.Count; row++)
            if (batch.IsRetraction(row)) throw new InvalidOperationException($"topic {topicName} takes new rows only; the query changes rows that it has given before");
        var bySource = Choose(batch.Source is { } source ? ByteHash.Of(Encoding.UTF8.GetBytes(source)) : 0);
        for (var row = 0; row < batch.Count; row++)
        {
            var partition = keyColumns.Length > 0 ? Choose(ByteHash.Of(_key.Of(batch, row, keyColumns))) : bySource;
            partition.Add(batch, row, encoder);
        }
        foreach (var partition in _partitions) partition.EndBatch();
    }

    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        foreach (var partition in _partitions ?? []) await partition.FlushAsync(cancellation);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    LogAppender Choose(uint hash) => _partitions![hash % (uint)_partitions.Length];

    LogAppender[] Open()
    {
        var topic = log.OpenTopicAsync(topicName, options).AsTask().GetAwaiter().GetResult();
        return [.. topic.Partitions.Select(partition => new LogAppender(partition, clock))];
    }
}
