using System.Text;
using Tally.Engine.Columns;
using Tally.Log;

namespace Tally.Engine.Connectors.Logs;

/// <summary>A partition of a topic that is read; positions are offsets.</summary>
sealed class LogPartition(string topic, IPartition partition, long startOffset, bool isBounded) : ISourcePartition
{
    readonly byte[] _topicName = Encoding.UTF8.GetBytes(topic);
    readonly long _bound = isBounded ? partition.EndOffset : long.MaxValue;
    IPartitionReader _reader = partition.OpenReader(startOffset);

    public string Id { get; } = $"{topic}/{partition.Index}";

    public bool HasStablePositions => true;

    public long Position => _reader.Offset;

    public long Backlog => Math.Max(0, Math.Min(_bound, partition.EndOffset) - _reader.Offset);

    /// <summary>Records that retention deleted before they were read.</summary>
    public long LostCount => _reader.LostCount;

    public void Seek(long position)
    {
        // After a loss of power the log may end before a checkpoint that had read further: what comes next is new and must not be passed over.
        _reader.Dispose();
        _reader = partition.OpenReader(Math.Min(position, partition.EndOffset));
    }

    public ReadState Read(RecordBlock block, int maxRecords, int maxBytes)
    {
        var left = _bound - _reader.Offset;
        if (left <= 0) return ReadState.End;
        return _reader.TryRead(block, (int)Math.Min(maxRecords, left), maxBytes) ? ReadState.Records : ReadState.Empty;
    }

    public async ValueTask WaitAsync(CancellationToken cancellation) => await _reader.WaitAsync(cancellation);

    public string Locate(RecordBlock block, int record) => $"{Id} offset {block.Positions[record]}";

    public void ReadMetadata(string key, RecordBlock block, ReadOnlySpan<int> records, Column into)
    {
        foreach (var record in records)
        {
            switch (key)
            {
                case "topic": ((StringColumn)into).Append(_topicName); break;
                case "partition": ((Column<int>)into).Append(partition.Index); break;
                case "offset": ((Column<long>)into).Append(block.Positions[record]); break;
                default: ((Column<long>)into).Append(block.TimestampsMs[record]); break;
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        return ValueTask.CompletedTask;
    }
}
