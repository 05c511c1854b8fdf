using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Tally.Engine.Catalog;
using Tally.Engine.Sql;
using Tally.Log;

namespace Tally.Engine.Connectors.Logs;

/// <summary>What of a log a table reads.</summary>
sealed record LogScan
{
    /// <summary>The topics by name; empty when there is a pattern.</summary>
    public required ImmutableArray<string> Topics { get; init; }

    /// <summary>All topics whose name it matches as a whole.</summary>
    public Regex? Pattern { get; init; }

    /// <summary>How a missing topic is made.</summary>
    public TopicOptions? Options { get; init; }

    /// <summary>Where reading starts when there is no checkpoint.</summary>
    public required ScanEdge Start { get; init; }

    /// <summary>Where it ends; null: never.</summary>
    public ScanEdge? Bound { get; init; }

    /// <summary>Where a partition ends by its id, if before the bound; see <see cref="ConnectorContext.EndsAt"/>.</summary>
    public Func<string, long?>? EndsAt { get; init; }

    /// <summary>Stands in front of the ids of partitions, which tell them apart in checkpoints.</summary>
    public string IdPrefix { get; init; } = "";

    /// <summary>What the readers must bring.</summary>
    public ReaderOptions Reading { get; init; } = new();
}

/// <summary>A place in every partition of a table: where reading starts or ends.</summary>
/// <param name="Mode">earliest-offset, latest-offset, group-offsets, timestamp or specific-offsets.</param>
sealed record ScanEdge(string Mode)
{
    /// <summary>The consumer group of group-offsets; null: none, so the earliest offset.</summary>
    public string? Group { get; init; }

    /// <summary>Whether a group without offsets is at the end.</summary>
    public bool IsLatestWithoutGroup { get; init; }

    /// <summary>The time of timestamp, in milliseconds since 1970 UTC.</summary>
    public long TimestampMs { get; init; }

    /// <summary>Offsets of specific-offsets by partition.</summary>
    public ImmutableDictionary<int, long> Offsets { get; init; } = ImmutableDictionary<int, long>.Empty;

    /// <summary>The offset in one partition.</summary>
    /// <exception cref="LogException">The log cannot be asked.</exception>
    public async ValueTask<long> OffsetAsync(IPartition partition, CancellationToken cancellation) => Mode switch
    {
        "latest-offset" => partition.EndOffset,
        "timestamp" => await partition.OffsetOfTimeAsync(TimestampMs, cancellation),
        "specific-offsets" => Offsets.GetValueOrDefault(partition.Index, partition.StartOffset),
        "group-offsets" when Group is not null => await partition.CommittedOffsetAsync(Group, cancellation)
            ?? (IsLatestWithoutGroup ? partition.EndOffset : partition.StartOffset),
        _ => partition.StartOffset,
    };

    /// <summary>Reads the options scan.startup.* or scan.bounded.* of a table.</summary>
    /// <exception cref="SqlException">One is wrong or missing.</exception>
    public static ScanEdge Read(TableDefinition table, string prefix, string mode)
    {
        var edge = new ScanEdge(mode) { Group = table.Options.GetValueOrDefault("properties.group.id"),
            IsLatestWithoutGroup = table.Options.GetValueOrDefault("properties.auto.offset.reset") == "latest" };
        if (mode == "timestamp")
            return edge with { TimestampMs = long.Parse(Require(table, prefix + "timestamp-millis", mode), CultureInfo.InvariantCulture) };
        return mode == "specific-offsets"
            ? edge with { Offsets = ReadOffsets(table, prefix + "specific-offsets", Require(table, prefix + "specific-offsets", mode)) }
            : edge;
    }

    static string Require(TableDefinition table, string key, string mode) => table.Options.GetValueOrDefault(key)
        ?? throw new SqlException(ErrorCode.MissingOption, table.Statement.Name.Span,
            $"table {table.Name} has the mode '{mode}' and no option '{key}'");

    // partition:0,offset:42;partition:1,offset:300
    static ImmutableDictionary<int, long> ReadOffsets(TableDefinition table, string key, string text)
    {
        var offsets = ImmutableDictionary.CreateBuilder<int, long>();
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (part.Split(',', StringSplitOptions.TrimEntries) is not [var partition, var offset]
                || !TryNumber(partition, "partition:", out var index) || !TryNumber(offset, "offset:", out var at))
                throw new SqlException(ErrorCode.BadOption, table.Statement.Name.Span,
                    $"'{key}' is '{text}', expected partition:0,offset:42;partition:1,offset:300");
            offsets[(int)index] = at;
        }
        return offsets.ToImmutable();
    }

    static bool TryNumber(string text, string prefix, out long number)
    {
        number = 0;
        return text.StartsWith(prefix, StringComparison.Ordinal)
            && long.TryParse(text.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
