using System.Collections.Immutable;
using Tally.Engine.Connectors.Stores;

namespace Tally.Results.History;

/// <summary>Makes the sinks through which windows reach the history.</summary>
public static class HistorySink
{
    public static UpsertSink Of(IHistory history, string metric, TimeProvider clock) =>
        new(history.StoreFor(metric), HistoryRows.Schema, HistoryRows.Key, new() { Interval = TimeSpan.FromSeconds(1) }, clock);

    /// <summary>The columns of which no two windows agree.</summary>
    public static ImmutableArray<int> Key => HistoryRows.Key;
}
