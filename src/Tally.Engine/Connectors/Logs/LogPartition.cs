using System.Text;
using Tally.Engine.Columns;
using Tally.Log;

namespace Tally.Engine.Connectors.Logs;

/// <summary>A partition of a topic that is read; positions are offsets.</summary>
/// <param name="id">Tells it apart in checkpoints.</param>
/// <param name="startOffset">Where it starts without a checkpoint.</param>
/// <param name="boundOffset">Where it ends; long.MaxValue: never.</param>
sealed class LogPartition(string id, string topic, IPartition partition, long startOffset, long boundOffset, ReaderOptions options)
    : ISourcePartition
{
    readonly byte[] _topicName = Encoding.UTF8.GetBytes(topic);
    long _start = startOffset;
    ReaderOptions _options = options;
    IPartitionReader? _reader;

    public string Id => id;

    public bool HasStablePositions => true;

    public long Position => _reader?.Offset ?? _start;

    public long Backlog => Math.Max(0, Math.Min(boundOffset, partition.EndOffset) - Position);

    /// <summary>Records that retention deleted before they were read.</summary>
    public long LostCount => _reader?.LostCount ?? 0;

    // Opened at the first read: a checkpoint may say before where.
    IPartitionReader Reader => _reader ??= partition.OpenReader(_start, _options);

    public bool IsEmptyNow()
    {
        try
        {
            return partition.AskEndOffset() <= Position;
        }
        catch (LogException)
        {
            return false;
        }
    }

    public void Remember(IReadOnlyList<SourceMark> marks) => _options = _options with { Marks = marks };

    public void Seek(long position)
    {
        // After a loss of power the log may end before a checkpoint that had read further: what comes next is new and must not be passed
        // over.
        _reader?.Dispose();
        (_reader, _start) = (null, Math.Min(position, partition.EndOffset));
    }

    public ReadState Read(RecordBlock block, int maxRecords, int maxBytes)
    {
        var left = boundOffset - Position;
        if (left <= 0) return ReadState.End;
        return Reader.TryRead(block, (int)Math.Min(maxRecords, left), maxBytes) ? ReadState.Records : ReadState.Empty;
    }

    public async ValueTask WaitAsync(CancellationToken cancellation) => await Reader.WaitAsync(cancellation);

    public string Locate(RecordBlock block, int record) => $"{topic}/{partition.Index} offset {block.Positions[record]}";

    public void ReadMetadata(string key, RecordBlock block, ReadOnlySpan<int> records, Column into)
    {
        foreach (var record in records)
        {
            switch (key)
            {
                case "topic": ((StringColumn)into).Append(_topicName); break;
                case "partition": ((Column<int>)into).Append(partition.Index); break;
                case "offset": ((Column<long>)into).Append(block.Positions[record]); break;
                case "timestamp": ((Column<long>)into).Append(block.TimestampsMs[record]); break;
                default: RecordMetadata.Append(key, block, record, into); break;
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _reader?.Dispose();
        return ValueTask.CompletedTask;
    }
}
