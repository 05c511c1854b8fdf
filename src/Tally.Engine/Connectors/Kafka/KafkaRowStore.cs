using Tally.Engine.Columns;
using Tally.Engine.Connectors.Logs;
using Tally.Engine.Connectors.Stores;
using Tally.Log;

namespace Tally.Engine.Connectors.Kafka;

/// <summary>Writes the newest rows of keys to a topic; a row that is gone becomes a record without a value.</summary>
sealed class KafkaRowStore(ILog log, string topicName, TopicOptions options, RecordEncoder encoder) : IRowStore
{
    RecordBlock[]? _blocks;
    ITopic? _topic;

    public async ValueTask<bool> PrepareAsync(CancellationToken cancellation)
    {
        if (_topic is not null) return false;
        try
        {
            _topic = await log.OpenTopicAsync(topicName, options, cancellation);
            _blocks = [.. _topic.Partitions.Select(_ => new RecordBlock())];
            return false;
        }
        catch (LogException e)
        {
            throw new StoreException(e.Message, e);
        }
    }

    public async ValueTask StoreAsync(Batch rows, StoreMark mark, CancellationToken cancellation)
    {
        foreach (var block in _blocks!) block.Clear();
        encoder.Begin(rows);
        for (var row = 0; row < rows.Count; row++)
            encoder.Append(row, _blocks[MurmurHash.PartitionOf(encoder.KeyOf(row), (uint)_blocks.Length)], 0, rows.IsRetraction(row));
        try
        {
            await Task.WhenAll(_blocks.Select((block, index) =>
                block.Count == 0 ? Task.CompletedTask : _topic!.Partitions[index].AppendAsync(null, block, cancellation).AsTask()));
        }
        catch (LogException e)
        {
            throw new StoreException(e.Message, e);
        }
    }

    public ValueTask DisposeAsync() => log.DisposeAsync();
}
