using Tally.Engine.Catalog;
using Tally.Engine.Connectors;
using Tally.Engine.Execution.Checkpoints;
using Tally.Engine.Operators;
using Tally.Engine.Planning;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;

namespace Tally.Engine.Execution.Live;

/// <summary>A table of a live run, opened for all queries that read it.</summary>
sealed record StreamOpening(StreamPump Pump, bool IsBounded, LiveBadRecords Bad)
{
    /// <param name="reads">What the queries read of one table.</param>
    /// <param name="startsOver">Whether the partitions that a checkpoint knew are read from their start.</param>
    /// <exception cref="SqlException">The queries want different things of the table, or it cannot be read.</exception>
    public static async Task<StreamOpening> OpenAsync(
        IReadOnlyList<PipelineSource> reads, IReadOnlyList<LiveQuery> queries, LiveOptions options, bool startsOver, StreamPosition? known,
        CancellationToken cancellation)
    {
        var declared = DeclaredBy(reads);
        var connector =
            options.Connectors.Find(declared.Connector) ?? throw new OptionException($"there is no connector '{declared.Connector}'");
        var table = options.ToEnd ? BoundedTables.Of(declared, connector) : declared;
        var insert = queries.FirstOrDefault(query => query.Target is not null && Reads(query.Plan.Root, table));
        var plan = StreamPlan.Union([.. reads.Select(source =>
            PlanOf(table, source, insert is not null) with { MetadataTypes = connector.Metadata })]);
        var bad = new LiveBadRecords(table.Options.GetValueOrDefault("topic") ?? insert?.Target ?? table.Name, options.DeadLetters);
        var pumpOptions =
            new PumpOptions(bad, options.BatchRecords, GuardFuture: true) { Late = true, WaitsForSources = !connector.IsBounded(table) };
        var remembered = known?.Partitions
            .ToDictionary(partition => partition.Id,
                partition => new RememberedPartition(startsOver ? 0 : partition.Position, partition.Note));
        return new(await StreamPump.OpenAsync(plan, connector, options.Context, pumpOptions, cancellation, remembered),
            connector.IsBounded(table), bad);
    }

    static TableDefinition DeclaredBy(IReadOnlyList<PipelineSource> reads)
    {
        var declared = reads[0].Table;
        if (reads.All(read => SameOptions(read.Table, declared))) return declared;
        throw new SqlException(ErrorCode.Unsupported, declared.Statement.Name.Span,
            $"table {declared.Name} is read with different OPTIONS hints in one run",
            "make a table of its own for each: CREATE TABLE … LIKE");
    }

    static StreamPlan PlanOf(TableDefinition table, PipelineSource source, bool needsPositions) =>
        new(table, [.. source.Columns], [.. source.KeyColumns], source.NeedsRowWatermarks, needsPositions);

    static bool SameOptions(TableDefinition a, TableDefinition b) =>
        a.Options.Count == b.Options.Count && a.Options.All(option => b.Options.GetValueOrDefault(option.Key) == option.Value);

    static bool Reads(LogicalNode node, TableDefinition table) =>
        node is ScanNode scan ? scan.Table.Name == table.Name : node.Inputs.Any(input => Reads(input, table));
}
