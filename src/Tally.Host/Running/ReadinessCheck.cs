using Tally.Engine.Execution;
using Tally.Log;

namespace Tally.Host.Running;

/// <summary>Says why a pipeline is not ready.</summary>
static class ReadinessCheck
{
    const int SlowMs = 60_000;

    public static IReadOnlyList<string> Find(LiveStatistics statistics, ILog log)
    {
        var trouble = new List<string>();
        if (statistics.CheckpointError is { } error) trouble.Add($"the last checkpoint failed: {error}");
        if (statistics.DeadLetterProblem is { } away) trouble.Add($"dead letters cannot be stored: {away}");
        foreach (var query in statistics.Queries)
            if (query.Error is { } reason) trouble.Add($"the query {query.Name} cannot go on: {reason}");
        foreach (var stream in statistics.Streams)
            if (stream.Problem is { } reason) trouble.Add($"the stream {stream.Name} cannot be read: {reason}");
        foreach (var stream in statistics.Streams)
            trouble.AddRange(stream.Losses.Select(loss => $"the stream {stream.Name} has lost lines: {loss}"));
        foreach (var stream in statistics.Streams.Where(stream => stream.Lost > 0))
            trouble.Add($"the stream {stream.Name} has lost {stream.Lost} records: retention deleted them before they were read");
        trouble.AddRange(statistics.Queries.Where(query => query.SinkLag.AgeMs > SlowMs)
            .Select(query =>
                $"the log is slow: {query.SinkLag.Records} records of the query {query.Name} wait since {query.SinkLag.AgeMs / 1000} s to "
                    + "be stored"));
        trouble.AddRange(statistics.Spool.Where(spool => spool.Lag.AgeMs > SlowMs)
            .Select(spool =>
                $"{spool.Lag.Records} records of topic {spool.Topic} wait in the spool, the oldest for {spool.Lag.AgeMs / 1000} s: the "
                    + "center is away or slow"));
        trouble.AddRange(log.Problems.Select(problem => problem.Message));
        return trouble;
    }
}
