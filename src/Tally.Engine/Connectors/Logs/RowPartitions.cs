using Tally.Engine.Columns;

namespace Tally.Engine.Connectors.Logs;

/// <summary>Chooses the partition of each row of a topic.</summary>
sealed class RowPartitions(PartitionChoice choice, RecordEncoder encoder, int partitionCount)
{
    readonly uint _count = (uint)partitionCount;
    long _unplaced;

    /// <summary>The partition of a row of the batch that the encoder has begun.</summary>
    /// <param name="bySource">What chooses where the source does: the same for all rows of one.</param>
    public uint Of(Batch batch, int row, uint bySource) => _count == 1 ? 0 : choice switch
    {
        PartitionChoice.Hash when encoder.HasKey => ByteHash.Of(encoder.IdentityOf(row)) % _count,
        PartitionChoice.KafkaKey when encoder.HasKey => MurmurHash.PartitionOf(encoder.KeyOf(row), _count),
        PartitionChoice.RoundRobin => (uint)((ulong)(batch.Positions is { } positions ? positions[row] : _unplaced++) % _count),
        PartitionChoice.KafkaKey when batch.Source is null => (uint)((ulong)_unplaced++ % _count),
        _ => bySource % _count,
    };
}
