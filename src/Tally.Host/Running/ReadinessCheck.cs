using Tally.Engine.Execution;
using Tally.Log;

namespace Tally.Host.Running;

/// <summary>Says why a pipeline is not ready.</summary>
static class ReadinessCheck
{
    public static IReadOnlyList<string> Find(LiveStatistics statistics, ILog log)
    {
        var trouble = new List<string>();
        if (statistics.CheckpointError is { } error) trouble.Add($"the last checkpoint failed: {error}");
        foreach (var query in statistics.Queries)
            if (query.Error is { } reason) trouble.Add($"the query {query.Name} cannot go on: {reason}");
        foreach (var stream in statistics.Streams)
            if (stream.Problem is { } reason) trouble.Add($"the stream {stream.Name} cannot be read: {reason}");
        foreach (var stream in statistics.Streams.Where(stream => stream.Lost > 0))
            trouble.Add($"the stream {stream.Name} has lost {stream.Lost} records: retention deleted them before they were read");
        trouble.AddRange(log.Problems.Select(problem => problem.Message));
        return trouble;
    }
}
