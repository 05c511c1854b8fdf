using System.Collections.Immutable;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Connectors;
using Tally.Engine.Connectors.Stores;
using Tally.Engine.Execution.Printing;
using Tally.Engine.Expressions;
using Tally.Engine.Operators;
using Tally.Engine.Planning;
using Tally.Engine.Planning.Definitions;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Execution;

/// <summary>A session over bounded input: runs statements in order, prints the final rows of each query.</summary>
public sealed class SqlSession
{
    readonly SessionOptions _options;
    readonly HashSet<string> _told = [];

    public SqlSession(SessionOptions options)
    {
        _options = options;
        Catalog = new(options.Connectors, options.Formats, options.Planner,
            options.Binding) { InputEnds = true, WorkingDirectory = options.WorkingDirectory };
    }

    /// <summary>What the statements so far have defined.</summary>
    public SessionCatalog Catalog { get; }

    /// <summary>Runs all statements of a text; none when the text has an error of syntax.</summary>
    /// <exception cref="SqlException">A statement is wrong.</exception>
    /// <exception cref="RowException">A row stopped a query.</exception>
    public async Task RunAsync(SourceText text, Func<TimeZoneInfo, IResultPrinter> printer, CancellationToken cancellation = default)
    {
        foreach (var statement in Parser.Parse(text).OrThrow()) await RunAsync(statement, printer, cancellation);
    }

    /// <summary>Runs one statement.</summary>
    public async Task RunAsync(Statement statement, Func<TimeZoneInfo, IResultPrinter> printer, CancellationToken cancellation = default)
    {
        switch (statement)
        {
            case SelectStatement select: await SelectAsync(select.Query, printer(Catalog.Context.TimeZone), cancellation); break;
            case InsertStatement insert: await InsertAsync([insert], cancellation); break;
            case StatementSetStatement set: await InsertAsync(set.Inserts, cancellation); break;
            case ExplainStatement explain: Print(ListingOf("plan", Explain(explain.Statement)), printer(Catalog.Context.TimeZone)); break;
            case ShowStatement show: Print(CatalogListing.Of(show, Catalog), printer(Catalog.Context.TimeZone)); break;
            case SetStatement { Key: null }: Print(CatalogListing.OfSettings(Catalog), printer(Catalog.Context.TimeZone)); break;
            case var definition when Catalog.Apply(definition): break;
            default: throw new SqlException(ErrorCode.Unsupported, statement.Span, "this statement is not supported here");
        }
    }

    /// <summary>The plan of a query or INSERT as text.</summary>
    public string Explain(Statement statement) => statement switch
    {
        SelectStatement select => _options.Planner.Explain(_options.Planner.PlanQuery(select.Query, Catalog), Catalog),
        InsertStatement insert => Explain(insert),
        StatementSetStatement set => string.Join('\n', set.Inserts.Select(Explain)),
        ExplainStatement explain => Explain(explain.Statement),
        _ => throw new SqlException(ErrorCode.Unsupported, statement.Span, "only a query or an INSERT has a plan"),
    };

    async Task SelectAsync(Query query, IResultPrinter printer, CancellationToken cancellation)
    {
        var plan = _options.Planner.PlanQuery(query, Catalog);
        if (plan.Changelog == ChangelogMode.InsertOnly)
        {
            printer.Begin(plan.Schema);
            await RunAsync(() => [(plan, new PrintOutput(printer))], cancellation);
        }
        else
        {
            var table = new ResultTable(plan.Schema, plan.UpsertKey);
            await RunAsync(() => [(plan, table)], cancellation);
            printer.Begin(plan.Schema);
            printer.Write(table.Rows());
        }
        printer.End();
    }

    async Task InsertAsync(ImmutableArray<InsertStatement> inserts, CancellationToken cancellation)
    {
        var targets = inserts.Select(insert => (Insert: insert, Table: Catalog.UseTable(insert.Table, insert.Hints))).ToList();
        var plans = targets.Select(target => _options.Planner.PlanInsert(target.Insert, target.Table, Catalog)).ToList();
        var sinks = targets.Select(target => OpenSink(target.Table, target.Insert)).ToList();
        try
        {
            var outputs = sinks.Select(sink => new SinkOutput(sink)).ToList();
            await RunAsync(() => [.. plans.Select((plan, i) => (plan, (Operators.IOutput)outputs[i]))], cancellation);
            foreach (var sink in sinks) await sink.FlushAsync(cancellation);
            for (var i = 0; i < sinks.Count; i++)
                if (sinks[i].RefusedCount is > 0 and var refused)
                    throw new StoreException(
                        $"table {targets[i].Table.Name}: {refused} of {outputs[i].RowCount} rows were left out, the others are stored: "
                            + $"{sinks[i].Notice}");
        }
        finally
        {
            foreach (var sink in sinks) await sink.DisposeAsync();
        }
    }

    ISink OpenSink(TableDefinition table, InsertStatement insert) =>
        _options.Connectors.Find(table.Connector)!.CreateSink(table, ConnectorContext())
        ?? throw new SqlException(ErrorCode.Unsupported, insert.Table.Span, $"tables of the connector '{table.Connector}' are only read");

    async Task RunAsync(Func<IReadOnlyList<(QueryPlan, Operators.IOutput)>> queries, CancellationToken cancellation)
    {
        try
        {
            ReadOnlyMemory<byte>? snapshot = null;
            if (_options.RestoreAfterBatches is { } batches) snapshot = await RunPartAsync(queries(), null, batches, cancellation);
            if (_options.RestoreAfterBatches is null || snapshot is not null)
                await RunPartAsync(queries(), snapshot, long.MaxValue, cancellation);
        }
        catch (EvaluationException e)
        {
            throw new SqlException(ErrorCode.EvaluationFailed, e.Span, e.Message);
        }
    }

    // Runs to the end, or up to a number of batches: then the snapshot is returned, to go on from with everything made anew.
    async Task<ReadOnlyMemory<byte>?> RunPartAsync(IReadOnlyList<(QueryPlan, Operators.IOutput)> queries, ReadOnlyMemory<byte>? snapshot,
        long maxBatches, CancellationToken cancellation)
    {
        var pump = new PumpOptions(_options.BadRecords,
            _options.BatchRecords) { NeedsPositions = _options.Log is not null, IsBatch = Catalog.Context.Mode == RuntimeMode.Batch,
                OnNotice = _options.OnNotice is null ? null : Tell };
        await using var run = await BoundedRun.OpenAsync(_options.Planner.Build(queries, Catalog), _options.Connectors, ConnectorContext(),
            pump, cancellation);
        if (snapshot is { } state) run.Restore(state);
        while (await run.StepAsync(cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            _options.OnProgress?.Invoke(run);
            if (run.BatchCount >= maxBatches) return run.Snapshot();
        }
        run.Finish();
        return null;
    }

    // Each notice once, however often the table is read.
    void Tell(string notice)
    {
        if (_told.Add(notice)) _options.OnNotice!(notice);
    }

    string Explain(InsertStatement insert) =>
        _options.Planner.Explain(_options.Planner.PlanInsert(insert, Catalog.UseTable(insert.Table, insert.Hints), Catalog), Catalog);

    ConnectorContext ConnectorContext()
    {
        var context = Catalog.Context;
        return new(_options.Log, _options.Formats, context.TimeZone, _options.WorkingDirectory, context.Clock, context.Settings);
    }

    static CatalogListing ListingOf(string column, string text) =>
        new([column], [.. text.TrimEnd('\n').Split('\n').Select(line => ImmutableArray.Create(line))]);

    static void Print(CatalogListing listing, IResultPrinter printer)
    {
        printer.Begin(new Schema(listing.Columns.Select(name => new Field(name, SqlType.String))));
        var columns = listing.Columns.Select((_, i) => Texts(listing.Rows.Select(row => row[i]))).ToArray();
        printer.Write(new Batch { Count = listing.Rows.Length, Columns = columns });
        printer.End();
    }

    static Column Texts(IEnumerable<string> values)
    {
        var column = new StringColumn();
        foreach (var value in values) column.Append(System.Text.Encoding.UTF8.GetBytes(value));
        return column;
    }
}
