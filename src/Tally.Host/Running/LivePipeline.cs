using Tally.Engine.Connectors;
using Tally.Engine.Connectors.Logs;
using Tally.Engine.Execution;
using Tally.Engine.Execution.Live;
using Tally.Engine.Formats;
using Tally.Engine.Planning;
using Tally.Engine.Planning.Definitions;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;
using Tally.Host.Configuration;
using Tally.Host.Sessions;
using Tally.Log;
using Tally.Results;
using Tally.Results.Live;

namespace Tally.Host.Running;

/// <summary>A pipeline that runs: its log, its queries and what they show.</summary>
sealed class LivePipeline : IAsyncDisposable
{
    readonly LiveRun _run;

    LivePipeline(ILog log, LiveRun run, MetricCatalog metrics, LiveHub hub, TimeZoneInfo timeZone)
    {
        (Log, _run, Metrics, Hub, TimeZone) = (log, run, metrics, hub, timeZone);
    }

    public ILog Log { get; }

    public MetricCatalog Metrics { get; }

    public LiveHub Hub { get; }

    /// <summary>The session's zone.</summary>
    public TimeZoneInfo TimeZone { get; }

    public LiveStatistics Statistics => _run.Statistics;

    /// <summary>What was found at the start that an operator should know.</summary>
    public IReadOnlyList<string> Findings => _run.Findings;

    /// <summary>Why the pipeline is not ready; empty when it is.</summary>
    public IReadOnlyList<string> Trouble => ReadinessCheck.Find(Statistics, Log);

    /// <summary>Opens log and checkpoint and prepares all queries.</summary>
    public static async Task<LivePipeline> OpenAsync(RunSettings settings, TallyOptions options, CancellationToken cancellation)
    {
        var planner = new Planner();
        var catalog = new Catalog(SqlSessions.Connectors, FormatRegistry.Default, planner);
        var statements = PipelineFiles.Load(settings.Files, catalog);
        Directory.CreateDirectory(settings.DataDirectory);
        var log = LogOpener.Open(settings.Log, settings.DataDirectory, options.Storage);
        try
        {
            var binding = catalog.Context;
            var context = new ConnectorContext(log, FormatRegistry.Default, binding.TimeZone, settings.WorkingDirectory, binding.Clock, binding.Settings);
            var metrics = new MetricCatalog();
            var queries = Inserts(statements, planner, catalog, context);
            queries.AddRange(MetricQueries(planner, catalog, metrics, context, options.Engine.MetricRows));
            var live = new LiveOptions(SqlSessions.Connectors, context, group => planner.Build(group, catalog), Path.Combine(settings.DataDirectory, "checkpoints"))
            {
                Workers = options.Engine.Workers,
                RefreshIntervalMs = options.Engine.RefreshIntervalMs,
                CheckpointIntervalMs = SettingMs(binding.Settings, "execution.checkpointing.interval") ?? options.Engine.CheckpointIntervalMs,
                IdleTimeoutMs = SettingMs(binding.Settings, "table.exec.source.idle-timeout") ?? options.Engine.IdleTimeoutMs,
                DeadLetters = new LogDeadLetters(log),
            };
            var run = await LiveRun.OpenAsync(live, queries, cancellation);
            var hub = new LiveHub();
            foreach (var table in metrics.Tables) hub.Follow(table);
            return new(log, run, metrics, hub, context.TimeZone);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            await log.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs until cancelled, or until all input has ended.</summary>
    public Task RunAsync(CancellationToken cancellation) => _run.RunAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await _run.DisposeAsync();
        await Log.DisposeAsync();
    }

    /// <summary>A duration that the pipeline's SQL has SET, which goes before the configuration.</summary>
    static int? SettingMs(IReadOnlyDictionary<string, string> settings, string key) =>
        settings.TryGetValue(key, out var text) && Durations.TryParse(text, out var duration) ? (int)Math.Min(int.MaxValue, duration.TotalMilliseconds) : null;

    static List<LiveQuery> Inserts(IReadOnlyList<Statement> statements, Planner planner, Catalog catalog, ConnectorContext context)
    {
        var queries = new List<LiveQuery>();
        foreach (var insert in statements.SelectMany(InsertsOf))
        {
            var table = catalog.UseTable(insert.Table, insert.Hints);
            var connector = SqlSessions.Connectors.Find(table.Connector)!;
            var sink = connector.CreateSink(table, context) ?? throw new SqlException(ErrorCode.Unsupported, insert.Table.Span, $"tables of the connector '{table.Connector}' are only read");
            var name = $"insert into {table.Name}";
            var number = queries.Count(query => query.Name == name || query.Name.StartsWith(name + " ", StringComparison.Ordinal));
            queries.Add(new(number == 0 ? name : $"{name} {number + 1}", planner.PlanInsert(insert, table, catalog), new SinkOutput(sink), table.Options.GetValueOrDefault("topic", table.Name)));
        }
        return queries;
    }

    static IEnumerable<InsertStatement> InsertsOf(Statement statement) => statement switch
    {
        InsertStatement insert => [insert],
        StatementSetStatement set => set.Inserts,
        SelectStatement select => throw new SqlException(ErrorCode.Unsupported, select.Span, "a query on its own has nowhere to go in a live run", "make it a metric with CREATE VIEW, or run it with tally sql"),
        _ => [],
    };

    static List<LiveQuery> MetricQueries(Planner planner, Catalog catalog, MetricCatalog metrics, ConnectorContext context, int maxRows)
    {
        var queries = new List<LiveQuery>();
        foreach (var view in catalog.Views)
        {
            var plan = planner.PlanQuery(view.Query, catalog);
            if (!MetricComments.IsMetric(plan)) continue;
            var table = new MetricTable(MetricComments.Read(view, plan), context.TimeZone, context.Clock, maxRows);
            metrics.Add(table);
            queries.Add(new(view.Name, plan, new MetricSink(table)));
        }
        return queries;
    }
}
