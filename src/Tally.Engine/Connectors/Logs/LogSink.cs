using System.Text;
using Tally.Engine.Columns;
using Tally.Log;

namespace Tally.Engine.Connectors.Logs;

/// <summary>Appends rows to a topic under the source and position of the record each came from, so that a repeat after a restart is not
/// stored twice.</summary>
/// <param name="owned">A log that was opened for this table alone, and is closed with it.</param>
sealed class LogSink(ILog log, string topicName, TopicOptions options, RecordEncoder encoder, PartitionChoice choice, TimeProvider clock,
    IAsyncDisposable? owned = null) : ISink
{
    static readonly Backoff s_backoff = new(TimeSpan.FromMilliseconds(500));

    // Written by the query's worker; what is volatile is read by any thread.
    volatile LogAppender[]? _partitions;
    volatile string? _openProblem;
    RowPartitions? _places;

    public string? Problem => _openProblem ?? PartitionProblem ?? log.Problems.FirstOrDefault()?.Message;

    string? PartitionProblem => _partitions?.Select(partition => partition.Problem).FirstOrDefault(problem => problem is not null);

    public LogLag Lag
    {
        get
        {
            var lag = default(LogLag);
            foreach (var partition in _partitions ?? []) lag += partition.Lag;
            return lag;
        }
    }

    public void Write(Batch batch)
    {
        var partitions = _partitions ??= Open();
        for (var row = 0; row < batch.Count; row++)
            if (batch.IsRetraction(row))
                throw new InvalidOperationException(
                    $"topic {topicName} takes new rows only; the query changes rows that it has given before");
        encoder.Begin(batch);
        var bySource = batch.Source is { } source ? ByteHash.Of(Encoding.UTF8.GetBytes(source)) : 0;
        for (var row = 0; row < batch.Count; row++) partitions[_places!.Of(batch, row, bySource)].Add(batch, row, encoder);
        foreach (var partition in partitions) partition.EndBatch();
    }

    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        foreach (var partition in _partitions ?? []) await partition.FlushAsync(cancellation);
    }

    public ValueTask DisposeAsync() => owned?.DisposeAsync() ?? ValueTask.CompletedTask;

    // A log that is away at the start holds the query back until it comes: this is the query's own thread.
    LogAppender[] Open()
    {
        while (true)
        {
            try
            {
                var topic = log.OpenTopicAsync(topicName, options).AsTask().GetAwaiter().GetResult();
                _openProblem = null;
                _places = new(choice, encoder, topic.Partitions.Count);
                return [.. topic.Partitions.Select(partition => new LogAppender(partition, clock))];
            }
            catch (LogException e) when (e.Kind == LogErrorKind.Unavailable)
            {
                _openProblem = e.Message;
            }
            s_backoff.Wait(clock);
        }
    }
}
