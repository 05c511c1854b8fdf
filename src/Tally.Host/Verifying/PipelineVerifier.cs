using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Connectors;
using Tally.Engine.Connectors.Stores;
using Tally.Engine.Execution;
using Tally.Engine.Operators;
using Tally.Engine.Formats;
using Tally.Engine.Operators.Windows.Slices;
using Tally.Engine.Planning;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql.Ast;
using Tally.Host.Sessions;
using Tally.Log;
using Tally.Results;

namespace Tally.Host.Verifying;

// A wrong result must be impossible to miss. So every INSERT into a store is computed once more, from what the log holds up to the newest
// checkpoint, and
// compared with what the store holds. The result is a function of the log alone, so nothing but a fault can make a difference, with three
// exceptions: windows
// that are not over (a bounded run ends them, the live run does not); a store that knows more than the checkpoint, because Redis is written
// before it and a
// run goes on; and a store that is some moments behind. For the second, what differs is computed a third time up to where the log ended
// after the store was
// read: a row that is the same both times must be in the store, one that changed in between may have any value on its way. For the third,
// what still
// differs is looked at once more a little later.

/// <summary>Computes what a pipeline's stores should hold, and compares.</summary>
/// <param name="openLog">Opens the log that the pipeline reads, as it is at the time.</param>
/// <param name="readEnds">Where the newest checkpoint ended, by table and partition; null where it says nothing.</param>
/// <param name="from">The first window start, as text; null: from the beginning.</param>
/// <param name="to">The window start behind the last; null: to the end.</param>
sealed class PipelineVerifier(Func<ILog> openLog, Func<Func<string, string, long?>> readEnds, string? from, string? to,
    string workingDirectory)
{
    static readonly TimeSpan s_storesPatience = TimeSpan.FromSeconds(2);

    readonly Planner _planner = new();

    /// <summary>One report for each INSERT into a store, in order.</summary>
    public async IAsyncEnumerable<(string Table, Comparison Result)> RunAsync(IReadOnlyList<string> files,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var catalog = new SessionCatalog(SqlSessions.Connectors, FormatRegistry.Default, _planner);
        var inserts = PipelineFiles.Load(PipelineFiles.Read(files), catalog).SelectMany(statement => statement switch
        {
            InsertStatement insert => [insert],
            StatementSetStatement set => set.Inserts,
            _ => (IEnumerable<InsertStatement>)[],
        });
        foreach (var writers in inserts.Select(insert => (Insert: insert, Table: catalog.UseTable(insert.Table, insert.Hints)))
            .GroupBy(writer => writer.Table.Name))
        {
            var table = writers.First().Table;
            if (SqlSessions.Connectors.Find(table.Connector) is not IComparedConnector connector) continue;
            var insert = writers.Count() == 1 ? writers.First().Insert : null;
            yield return (table.Name,
                insert is null
                    ? new(0, []) { Skipped = "several INSERTs write this table" }
                    : await CompareAsync(connector, insert, table, catalog, cancellation));
        }
    }

    async Task<Comparison> CompareAsync(IComparedConnector connector, InsertStatement insert, TableDefinition table, SessionCatalog catalog,
        CancellationToken cancellation)
    {
        var plan = _planner.PlanInsert(insert, table, catalog);
        if (HasLookup(plan.Root)) return new(0, []) { Skipped = "a lookup join reads tables that may have changed" };
        for (var isLast = false; ; isLast = true)
        {
            var expected = await ComputeAsync(plan, table, catalog, readEnds(),
                cancellation) with { Later = () => ComputeAsync(plan, table, catalog, null, cancellation) };
            var found = await connector.CompareAsync(table, expected, ContextOf(null, catalog), cancellation);
            if (isLast || found.Differences.Count == 0) return found;
            await Task.Delay(s_storesPatience, cancellation);
        }
    }

    ConnectorContext ContextOf(ILog? log, SessionCatalog catalog) =>
        new(log, FormatRegistry.Default, catalog.Context.TimeZone, workingDirectory, catalog.Context.Clock, catalog.Context.Settings);

    async ValueTask<ExpectedRows> ComputeAsync(QueryPlan plan, TableDefinition table, SessionCatalog catalog,
        Func<string, string, long?>? ends, CancellationToken cancellation)
    {
        await using var log = openLog();
        var context = ContextOf(log, catalog) with { EndsAt = ends };
        var isInsertOnly = plan.Changelog == ChangelogMode.InsertOnly;
        var result = new ResultTable(plan.Schema, isInsertOnly ? table.PrimaryKey.IsEmpty ? null : table.PrimaryKey : plan.UpsertKey);
        await using var run = await BoundedRun.OpenAsync(_planner.Build([(plan, result)], catalog), SqlSessions.Connectors, context,
            new PumpOptions(new CountBadRecords(), GuardFuture: true), cancellation);
        var reached = new Dictionary<string, long>();
        while (await run.StepAsync(cancellation))
            foreach (var partition in run.Pumps.Where(pump => pump.Plan.Table.WatermarkColumn >= 0).SelectMany(pump => pump.Partitions))
                if (partition.WatermarkMs is not (long.MinValue or long.MaxValue)) reached[partition.Source.Id] = partition.WatermarkMs;
        run.Finish();
        var rows = result.Rows();
        var window = isInsertOnly ? plan.Window : null;
        var isOpen = OpenWindows(rows, window, reached.Values.DefaultIfEmpty(long.MinValue).Min());
        return new(rows, isOpen, RangeOf(plan, window, context.TimeZone));
    }

    static bool HasLookup(LogicalNode node) => node is LookupNode || node.Inputs.Any(HasLookup);

    static bool[] OpenWindows(Batch rows, WindowColumns? window, long watermarkMs)
    {
        var isOpen = new bool[rows.Count];
        if (window is null or { Start: < 0, End: < 0 }) return isOpen;
        var progress = watermarkMs == long.MinValue ? watermarkMs : new LocalTimeConverter(window.Function.Zone).Progress(watermarkMs);
        for (var row = 0; row < isOpen.Length; row++)
        {
            var end = window.End >= 0
                ? ((Column<long>)rows.Columns[window.End])[row]
                : ((Column<long>)rows.Columns[window.Start])[row] + window.Function.SizeMs;
            isOpen[row] = end - 1 > progress;
        }
        return isOpen;
    }

    // Only windows can be taken out of a whole; everything else is compared from the beginning.
    Func<Batch, int, bool> RangeOf(QueryPlan plan, WindowColumns? window, TimeZoneInfo zone)
    {
        if (window is not { Start: >= 0 and var start } || from is null && to is null) return (_, _) => true;
        var request = new Results.RowsRequest("all", from, to);
        var cells = new Results.CellReader(zone);
        return (rows, row) => cells.Read(rows.Columns[start], plan.Schema[start].Type, row) is string text && request.Covers(text);
    }
}
