using System.Globalization;
using Tally.Engine.Columns;
using Tally.Engine.Connectors.Stores;
using Tally.Log;

namespace Tally.Engine.Connectors.Logs;

/// <summary>Appends rows that have no source to a topic, under one made of the run, and positions made of checkpoint and index: appended
/// again they are repeats.</summary>
sealed class LogRowStore(ILog log, string topicName, TopicOptions options, RecordEncoder encoder, PartitionChoice choice) : IRowStore
{
    const int MaxBlockBytes = 1 << 20;

    (IPartition Partition, RecordBlock Block)[] _partitions = [];
    RowPartitions? _places;

    public async ValueTask<bool> PrepareAsync(CancellationToken cancellation)
    {
        if (_places is not null) return false;
        try
        {
            var topic = await log.OpenTopicAsync(topicName, options, cancellation);
            _partitions = [.. topic.Partitions.Select(partition => (partition, new RecordBlock()))];
            _places = new(choice, encoder, _partitions.Length);
            return false;
        }
        catch (LogException e)
        {
            throw new StoreException(e.Message, e);
        }
    }

    public async ValueTask StoreAsync(Batch rows, StoreMark mark, CancellationToken cancellation)
    {
        var placed = rows.With(rows.Columns);
        placed.Source = string.Create(CultureInfo.InvariantCulture, $"insert:{mark.Run:x16}");
        placed.Positions = [.. Enumerable.Range(0, rows.Count).Select(index => (mark.Checkpoint << 32) + index)];
        foreach (var (_, block) in _partitions) block.Clear();
        encoder.Begin(placed);
        try
        {
            for (var row = 0; row < rows.Count; row++)
            {
                // The run chooses no partition: rows of different starts stay in one order.
                var (partition, block) = _partitions[_places!.Of(placed, row, bySource: 0)];
                encoder.Append(row, block, placed.Positions[row]);
                if (block.ByteCount >= MaxBlockBytes) await AppendAsync(partition, placed.Source, block, cancellation);
            }
            foreach (var (partition, block) in _partitions) await AppendAsync(partition, placed.Source, block, cancellation);
        }
        catch (LogException e)
        {
            throw new StoreException(e.Message, e);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    static async ValueTask AppendAsync(IPartition partition, string source, RecordBlock block, CancellationToken cancellation)
    {
        if (block.Count == 0) return;
        await partition.AppendAsync(source, block, cancellation);
        block.Clear();
    }
}
