using System.Collections.Immutable;

namespace Tally.Engine.Planning.Logical;

/// <summary>Keeps the first or the last row of each key by event time: ROW_NUMBER … ORDER BY the time attribute = 1. All input
/// columns.</summary>
sealed record DeduplicateNode(LogicalNode Source, ImmutableArray<int> Keys, int TimeColumn, bool KeepLastRow)
    : LogicalNode(Source.Schema, [Source])
{
    public LogicalNode Source => Inputs[0];

    /// <summary>Whether the time is a processing time, so that the first row of a key leaves at once.</summary>
    public bool IsByArrival => Input.Traits.IsProcessingTime(TimeColumn);

    public override string Name => "Deduplicate";

    public override string Details =>
        $"keep {(KeepLastRow ? "last" : "first")} by {Columns(Input.Schema, Keys)} order {Columns(Input.Schema, [TimeColumn])}";

    protected override NodeTraits DeriveTraits() =>
        Input.Traits with { Changelog = KeepLastRow ? ChangelogMode.Upsert : ChangelogMode.InsertOnly, UpsertKey = Keys, Window = null };
}
