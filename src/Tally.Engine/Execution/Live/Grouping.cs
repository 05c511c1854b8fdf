using System.Collections.Immutable;
using Tally.Engine.Execution.Checkpoints;

namespace Tally.Engine.Execution.Live;

/// <summary>Which queries run together, and which of these groups a checkpoint has the state of.</summary>
sealed record Grouping(ImmutableArray<(ImmutableArray<LiveQuery> Queries, GroupState? State)> Groups, ImmutableArray<string> Findings)
{
    /// <summary>
    /// Keeps the checkpoint's groups that are still whole, and spreads the other queries over as many groups as there are workers. An
    /// INSERT is a
    /// group by itself: it has nothing in common with others, and neither stops nor begins anew because another does.
    /// </summary>
    public static Grouping Of(IReadOnlyList<LiveQuery> queries, Checkpoint? checkpoint, int workerCount)
    {
        var groups = ImmutableArray.CreateBuilder<(ImmutableArray<LiveQuery>, GroupState?)>();
        var left = queries.ToDictionary(query => (query.Name, query.Plan.Fingerprint));
        foreach (var state in checkpoint?.Groups ?? [])
        {
            if (!state.Queries.All(left.ContainsKey)) continue;
            groups.Add(([.. state.Queries.Select(key => left[key])], state));
            foreach (var key in state.Queries) left.Remove(key);
        }
        var anew = queries.Where(query => left.ContainsKey((query.Name, query.Plan.Fingerprint))).ToList();
        foreach (var insert in anew.Where(query => query.Target is not null)) groups.Add(([insert], null));
        var metrics = anew.Where(query => query.Target is null).ToList();
        for (var i = 0; i < workerCount; i++)
            if (metrics.Where((_, at) => at % workerCount == i).ToImmutableArray() is { Length: > 0 } members) groups.Add((members, null));
        ImmutableArray<string> findings = checkpoint is null || anew.Count == 0 ? []
            : [$"new or changed since checkpoint {checkpoint.Number}, computed anew from what is still stored: "
                + $"{string.Join(", ", anew.Select(query => query.Name))}"];
        return new(groups.ToImmutable(), findings);
    }
}
