using System.Collections.Concurrent;
using System.Collections.Immutable;
using Tally.Engine.Connectors;
using Tally.Log;

namespace Tally.Engine.Execution.Live;

/// <summary>Counts the records of a stream that give no row, by kind, and keeps them as dead letters.</summary>
sealed class LiveBadRecords(string topic, IDeadLetterSink? letters) : IBadRecords
{
    readonly ConcurrentDictionary<string, long> _counts = new();
    long _lateCount;

    public ImmutableDictionary<string, long> Counts => _counts.ToImmutableDictionary();

    public long LateCount => Interlocked.Read(ref _lateCount);

    public void Take(ISourcePartition partition, RecordBlock block, int record, string kind, string reason)
    {
        _counts.AddOrUpdate(kind, 1, (_, count) => count + 1);
        letters?.Take(topic + ".dead", Letter(partition.Id, block, record, kind, reason));
    }

    /// <summary>Keeps the records of a batch that some query found late or had no result for; called when all queries are done with
    /// it.</summary>
    public void TakeLeftOut(PumpedBatch batch)
    {
        foreach (var (record, reason) in batch.TakeFailedRecords())
            Take(batch.Partition!.Source, batch.Block, record, "expression", reason);
        foreach (var record in batch.TakeLateRecords())
        {
            Interlocked.Increment(ref _lateCount);
            letters?.Take(topic + ".late",
                Letter(batch.Partition!.Source.Id, batch.Block, record, "late", "every window of some query that it belongs to had ended"));
        }
    }

    static DeadLetter Letter(string source, RecordBlock block, int record, string kind, string reason) =>
        new(source, block.Positions[record], kind, reason, block.Value(record).ToArray());
}
