using Tally.Log;

namespace Tally.Engine.Connectors;

/// <summary>Decides what happens to a record that gives no row: stop the query, count it, or keep it as a dead letter.</summary>
public interface IBadRecords
{
    /// <param name="kind">A short stable word for the counter: json, type, utf8, too-long, null-time, future-time, not-null, …</param>
    /// <exception cref="RowException">The query stops here.</exception>
    void Take(ISourcePartition partition, RecordBlock block, int record, string kind, string reason);
}

/// <summary>Keeps records that could not be used, or came too late, beside their topic; called from pump threads, in order of position for
/// each partition.</summary>
public interface IDeadLetterSink
{
    /// <summary>What keeps them from being stored just now; null when nothing does. It keeps trying.</summary>
    string? Problem => null;

    /// <summary>Takes a copy of the record; storing may happen later, at the latest in <see cref="FlushAsync"/>.</summary>
    /// <param name="topic">The topic to keep it in: "orders.dead" or "orders.late".</param>
    void Take(string topic, DeadLetter letter);

    /// <summary>Completes when everything taken is stored; called before every checkpoint.</summary>
    ValueTask FlushAsync(CancellationToken cancellation);
}

/// <summary>A record that was put aside.</summary>
/// <param name="Source">The partition that it came from.</param>
/// <param name="Position">Its position there.</param>
/// <param name="Kind">Why, in a word.</param>
/// <param name="Reason">Why, in a sentence.</param>
public readonly record struct DeadLetter(string Source, long Position, string Kind, string Reason, ReadOnlyMemory<byte> Record);
