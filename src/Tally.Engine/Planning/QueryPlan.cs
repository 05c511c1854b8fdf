using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Planning.Logical;

namespace Tally.Engine.Planning;

/// <summary>A query that is bound, checked and optimized, ready to become operators.</summary>
/// <param name="Schema">The columns of the result.</param>
/// <param name="Root">The logical plan after all rules; its columns are those of <paramref name="Schema"/>.</param>
public sealed record QueryPlan(Schema Schema, LogicalNode Root)
{
    /// <summary>What a reader should know who runs the query on Apache Flink, besides what the plan tells.</summary>
    internal ImmutableArray<string> FlinkNotes { get; init; } = [];

    /// <summary>What changes the result has.</summary>
    public ChangelogMode Changelog => Root.Traits.Changelog;

    /// <summary>Columns of which no two rows of the result agree, or null; empty when the result has at most one row.</summary>
    public ImmutableArray<int>? UpsertKey => Root.Traits.UpsertKey;

    /// <summary>The columns that hold the bounds of a window, or null.</summary>
    public WindowColumns? Window => Root.Traits.Window;

    /// <summary>The part of each column: bound of a window, dimension or measure.</summary>
    public ImmutableArray<ColumnRole> Roles => ColumnRoles.Of(Root);

    /// <summary>Whether the values of each column add up over rows: those of sums and counts do.</summary>
    public ImmutableArray<bool> Sums => ColumnSums.Of(Root);

    /// <summary>Tells plans that compute the same apart from others; state of a checkpoint fits only the plan that wrote it.</summary>
    public string Fingerprint => FingerprintOf([Root.Text]);

    /// <summary>A short hash of plan texts.</summary>
    internal static string FingerprintOf(IEnumerable<string> texts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', texts))))[..16];
}
