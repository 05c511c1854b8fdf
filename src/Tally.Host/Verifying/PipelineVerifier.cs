using Tally.Engine.Columns;
using Tally.Engine.Connectors;
using Tally.Engine.Connectors.Stores;
using Tally.Engine.Execution;
using Tally.Engine.Formats;
using Tally.Engine.Planning;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;
using Tally.Engine.Windows;
using Tally.Host.Running;
using Tally.Host.Sessions;
using Tally.Log;

namespace Tally.Host.Verifying;

// A wrong result must be impossible to miss. So every INSERT into a store is computed once more, from all that the log holds and without checkpoints, and
// compared with what the store holds. The result is a function of the log alone, so nothing but a fault can make a difference, with two exceptions: windows
// that are not over (a bounded run ends them, the live run does not), and a target that is still behind.

/// <summary>Computes what a pipeline's stores should hold, and compares.</summary>
/// <param name="log">The log that the pipeline reads.</param>
/// <param name="from">The first window start, as text; null: from the beginning.</param>
/// <param name="to">The window start behind the last; null: to the end.</param>
sealed class PipelineVerifier(ILog log, string? from, string? to, string workingDirectory)
{
    readonly Planner _planner = new();

    /// <summary>One report for each INSERT into a store, in order.</summary>
    public async IAsyncEnumerable<(string Table, Comparison Result)> RunAsync(IReadOnlyList<string> files, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var catalog = new Catalog(SqlSessions.Connectors, FormatRegistry.Default, _planner);
        var inserts = PipelineFiles.Load(PipelineFiles.Read(files), catalog).SelectMany(statement => statement switch
        {
            InsertStatement insert => [insert],
            StatementSetStatement set => set.Inserts,
            _ => (IEnumerable<InsertStatement>)[],
        });
        var binding = catalog.Context;
        var context = new ConnectorContext(log, FormatRegistry.Default, binding.TimeZone, workingDirectory, binding.Clock, binding.Settings);
        foreach (var writers in inserts.Select(insert => (Insert: insert, Table: catalog.UseTable(insert.Table, insert.Hints))).GroupBy(writer => writer.Table.Name))
        {
            var table = writers.First().Table;
            if (SqlSessions.Connectors.Find(table.Connector) is not IComparedConnector connector) continue;
            var insert = writers.Count() == 1 ? writers.First().Insert : null;
            yield return (table.Name, insert is null ? new(0, []) { Skipped = "several INSERTs write this table" } : await CompareAsync(connector, insert, table, catalog, context, cancellation));
        }
    }

    async Task<Comparison> CompareAsync(IComparedConnector connector, InsertStatement insert, TableDefinition table, Catalog catalog, ConnectorContext context, CancellationToken cancellation)
    {
        var plan = _planner.PlanInsert(insert, table, catalog);
        if (HasLookup(plan.Root)) return new(0, []) { Skipped = "a lookup join reads tables that may have changed" };
        var isInsertOnly = plan.Changelog == ChangelogMode.InsertOnly;
        var result = new ResultTable(plan.Schema, isInsertOnly ? table.PrimaryKey.IsEmpty ? null : table.PrimaryKey : plan.UpsertKey);
        await using var run = await BoundedRun.OpenAsync(_planner.Build([(plan, result)], catalog), SqlSessions.Connectors, context, new PumpOptions(new CountBadRecords(), GuardFuture: true), cancellation);
        var reached = new Dictionary<string, long>();
        while (await run.StepAsync(cancellation))
            foreach (var partition in run.Pumps.Where(pump => pump.Plan.Table.WatermarkColumn >= 0).SelectMany(pump => pump.Partitions))
                if (partition.WatermarkMs is not (long.MinValue or long.MaxValue)) reached[partition.Source.Id] = partition.WatermarkMs;
        run.Finish();
        var rows = result.Rows();
        var window = isInsertOnly ? plan.Window : null;
        var isOpen = OpenWindows(rows, window, reached.Values.DefaultIfEmpty(long.MinValue).Min());
        return await connector.CompareAsync(table, new(rows, isOpen, RangeOf(plan, window, context.TimeZone)), context, cancellation);
    }

    static bool HasLookup(LogicalNode node) => node is LookupNode || node.Inputs.Any(HasLookup);

    static bool[] OpenWindows(Batch rows, WindowColumns? window, long watermarkMs)
    {
        var isOpen = new bool[rows.Count];
        if (window is null or { Start: < 0, End: < 0 }) return isOpen;
        var progress = watermarkMs == long.MinValue ? watermarkMs : new WallClock(window.Function.Zone).Progress(watermarkMs);
        for (var row = 0; row < isOpen.Length; row++)
        {
            var end = window.End >= 0 ? ((Column<long>)rows.Columns[window.End])[row] : ((Column<long>)rows.Columns[window.Start])[row] + window.Function.SizeMs;
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
