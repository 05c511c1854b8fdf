using Tally.Engine.Catalog;
using Tally.Engine.Connectors;
using Tally.Engine.Connectors.Logs;
using Tally.Engine.Connectors.Stores;
using Tally.Engine.Execution;
using Tally.Engine.Execution.Live;
using Tally.Engine.Expressions;
using Tally.Engine.Formats;
using Tally.Engine.Planning;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;
using Tally.Host.Configuration;
using Tally.Host.Http;
using Tally.Host.Sessions;
using Tally.Log;
using Tally.Log.Spool;
using Tally.Results;
using Tally.Results.Alerts;
using Tally.Results.History;
using Tally.Results.Live;
using Tally.Results.Redis;
using Tally.Results.Sharing;

namespace Tally.Host.Running;

/// <summary>A pipeline that runs: its log, its queries and what they show.</summary>
sealed class LivePipeline : IAsyncDisposable
{
    static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);

    readonly LiveRun _run;
    readonly IReadOnlyList<ISink> _sinks;
    readonly TimeProvider _clock;

    LivePipeline(ILog log, LiveRun run, IReadOnlyList<ISink> sinks, MetricCatalog metrics, LiveHub hub, ConnectorContext context)
    {
        Log = log;
        _run = run;
        _sinks = sinks;
        Metrics = metrics;
        Hub = hub;
        TimeZone = context.TimeZone;
        _clock = context.Clock;
    }

    public ILog Log { get; }

    /// <summary>Where records go that come over HTTP: the log, or a spool before it.</summary>
    public required ILog Ingest { get; init; }

    public MetricCatalog Metrics { get; }

    public LiveHub Hub { get; }

    /// <summary>What the metrics' alerts say.</summary>
    public required AlertBoard Alerts { get; init; }

    /// <summary>Where changes of alerts go; null without an address.</summary>
    public Webhook? Webhook { get; init; }

    /// <summary>Windows that are over; null when none are kept.</summary>
    public required IHistory? History { get; init; }

    /// <summary>Shares the results; null when they stay here.</summary>
    public ResultPublisher? Publisher { get; init; }

    /// <summary>Keeps what was arranged by hand.</summary>
    public required LayoutFile Layout { get; init; }

    /// <summary>The statements as they were read at the start.</summary>
    public required IReadOnlyList<SourceText> Texts { get; init; }

    /// <summary>The session's zone.</summary>
    public TimeZoneInfo TimeZone { get; }

    public LiveStatistics Statistics => _run.Statistics with { Spool = Ingest is SpoolLog spool
        ? [.. spool.Lags.Select(lag => new SpoolStatistics(lag.Topic, lag.Lag))]
        : [] };

    /// <summary>What was found at the start that an operator should know.</summary>
    public IReadOnlyList<string> Findings => _run.Findings;

    /// <summary>Why the pipeline is not ready; empty when it is.</summary>
    public IReadOnlyList<string> Trouble =>
        [.. ReadinessCheck.Find(Statistics, Log), .. Ingest == Log ? [] : Ingest.Problems.Select(problem => problem.Message),
            .. Publisher?.Problem is { } problem ? [problem] : Array.Empty<string>()];

    /// <summary>Opens log and checkpoint and prepares all queries.</summary>
    public static async Task<LivePipeline> OpenAsync(RunSettings settings, TallyOptions options, CancellationToken cancellation,
        RedisOptions? results = null)
    {
        var planner = new Planner();
        var catalog = new SessionCatalog(SqlSessions.Connectors, FormatRegistry.Default, planner);
        var texts = PipelineFiles.Read(settings.Files);
        var statements = PipelineFiles.Load(texts, catalog);
        Directory.CreateDirectory(settings.DataDirectory);
        var log = LogOpener.Open(settings.Log, settings.DataDirectory, options.Storage, options.Kafka);
        IHistory? history = null;
        try
        {
            var binding = catalog.Context;
            var context = new ConnectorContext(log, FormatRegistry.Default, binding.TimeZone, settings.WorkingDirectory, binding.Clock,
                binding.Settings)
            {
                OpenSpool = () => LogOpener.OpenSpool(settings.DataDirectory, options.Storage),
            };
            var metrics = new MetricCatalog();
            var sinks = new List<ISink>();
            var queries = Inserts(statements, planner, catalog, context, sinks);
            var alerts = new AlertBoard();
            var webhook = WebhookOf(options.Alerts, alerts, binding.Clock);
            history = catalog.Views.Any() ? HistoryOpener.Open(options.History, settings.DataDirectory, binding.Clock) : null;
            LivePipeline? opened = null;
            var publisher = results is null
                ? null
                : new ResultPublisher(results, () => FrontEnd.Write(opened!.Statistics, context.TimeZone.Id), binding.Clock);
            queries.AddRange(MetricQueries(planner, catalog, metrics, context, options.Engine.MetricRows,
                new(history, publisher, alerts, sinks)));
            var live = new LiveOptions(SqlSessions.Connectors, context, group => planner.Build(group, catalog),
                Path.Combine(settings.DataDirectory, "checkpoints"))
            {
                Workers = options.Engine.Workers,
                RefreshIntervalMs = options.Engine.RefreshIntervalMs,
                CheckpointIntervalMs = SettingMs(binding.Settings, "execution.checkpointing.interval")
                    ?? options.Engine.CheckpointIntervalMs,
                IdleTimeoutMs = SettingMs(binding.Settings, "table.exec.source.idle-timeout") ?? options.Engine.IdleTimeoutMs,
                DeadLetters = new LogDeadLetters(log, binding.Clock),
                OnFault = ProgramLog.Fault,
            };
            var run = await LiveRun.OpenAsync(live, queries, cancellation);
            var hub = new LiveHub();
            foreach (var table in metrics.Tables) hub.Follow(table);
            var ingest = await LogOpener.OpenIngestAsync(log, settings.DataDirectory, options.Storage, cancellation);
            opened = new(log, run, sinks, metrics, hub, context)
            {
                Texts = texts,
                Ingest = ingest,
                Alerts = alerts,
                Webhook = webhook,
                History = history,
                Publisher = publisher,
                Layout = LayoutOf(settings, metrics, catalog),
            };
            publisher?.Start();
            return opened;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            if (history is not null) await history.DisposeAsync();
            await log.DisposeAsync();
            throw;
        }
    }

    /// <summary>What was not done when the run was stopped; the next start does it. Empty after an orderly stop with everything at
    /// hand.</summary>
    public IReadOnlyList<string> Unstopped { get; private set; } = [];

    /// <summary>Runs until canceled, or until all input has ended; then stores what sinks hold.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await _run.RunAsync(cancellation);
        var isStopped = cancellation.IsCancellationRequested;
        var deadline = isStopped ? new ShutdownDeadline(_clock) : null;
        var left = await Task.WhenAll(_sinks.OfType<ICheckpointedSink>().Select(sink => StoreRestAsync(sink, deadline)));
        Unstopped = [.. isStopped && !_run.IsComplete
            ? ["there was no last checkpoint: the next start goes on from the one before"]
            : Array.Empty<string>(), .. left.OfType<string>()];
    }

    // What a sink has not stored yet is in the checkpoint; whoever stopped the run knows that there may be more to come.
    static async Task<string?> StoreRestAsync(ICheckpointedSink sink, ShutdownDeadline? deadline)
    {
        using var giveUp = new CancellationTokenSource(deadline is null ? s_timeout : Timeout.InfiniteTimeSpan);
        var storing = sink.FlushAsync(giveUp.Token).AsTask();
        if (deadline is not null && !await deadline.WaitAsync(storing, () => sink.Problem is not null)) await giveUp.CancelAsync();
        try
        {
            await storing;
            return null;
        }
        catch (Exception error) when (error is OperationCanceledException or StoreException)
        {
            if (deadline is not null) return $"not all rows are stored: {sink.Problem ?? "the target is slow"}";
            throw new StoreException(
                $"all input is read, and not all rows are stored: {sink.Problem ?? error.Message}. They are kept; start again with the "
                    + $"same --data to store them", error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _run.DisposeAsync();
        if (Webhook is not null) await Webhook.DisposeAsync();
        if (Publisher is not null) await Publisher.DisposeAsync();
        foreach (var sink in _sinks) await sink.DisposeAsync();
        if (History is not null) await History.DisposeAsync();
        if (Ingest != Log) await Ingest.DisposeAsync();
        await Log.DisposeAsync();
    }

    static Webhook? WebhookOf(AlertOptions options, AlertBoard alerts, TimeProvider clock) => options.Webhook.Length == 0 ? null
        : Uri.TryCreate(options.Webhook, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        ? new(address, alerts, clock)
        : throw new ConfigurationException("Alerts:Webhook is no address, expected one such as https://chat.example/hooks/4711");

    /// <summary>A duration that the pipeline's SQL has SET, which goes before the configuration.</summary>
    static int? SettingMs(IReadOnlyDictionary<string, string> settings, string key) =>
        settings.TryGetValue(key, out var text) && Durations.TryParse(text, out var duration)
            ? (int)Math.Min(int.MaxValue, duration.TotalMilliseconds)
            : null;

    static List<LiveQuery> Inserts(IReadOnlyList<Statement> statements, Planner planner, SessionCatalog catalog, ConnectorContext context,
        List<ISink> sinks)
    {
        var queries = new List<LiveQuery>();
        foreach (var insert in statements.SelectMany(InsertsOf))
        {
            var table = catalog.UseTable(insert.Table, insert.Hints);
            var connector = SqlSessions.Connectors.Find(table.Connector)!;
            var sink = connector.CreateSink(table, context)
                ?? throw new SqlException(ErrorCode.Unsupported, insert.Table.Span,
                    $"tables of the connector '{table.Connector}' are only read");
            sinks.Add(sink);
            var name = $"insert into {table.Name}";
            var number = queries.Count(query => query.Name == name || query.Name.StartsWith(name + " ", StringComparison.Ordinal));
            var target = table.Options.GetValueOrDefault("topic", table.Name);
            queries.Add(new(number == 0 ? name : $"{name} {number + 1}", planner.PlanInsert(insert, table, catalog),
                new SinkOutput(sink, queries.Count(query => query.Target == target)), target));
        }
        return queries;
    }

    static LayoutFile LayoutOf(RunSettings settings, MetricCatalog metrics, SessionCatalog catalog)
    {
        var sources =
            catalog.Views.ToDictionary(view => view.Name, view => Path.Combine(settings.WorkingDirectory, view.Statement.Span.Text.Name));
        var layout = new LayoutFile(settings.DataDirectory, metrics, sources.GetValueOrDefault);
        layout.Load();
        return layout;
    }

    static IEnumerable<InsertStatement> InsertsOf(Statement statement) => statement switch
    {
        InsertStatement insert => [insert],
        StatementSetStatement set => set.Inserts,
        SelectStatement select => throw new SqlException(ErrorCode.Unsupported, select.Span,
            "a query on its own has nowhere to go in a live run", "make it a metric with CREATE VIEW, or run it with tally sql"),
        _ => [],
    };

    static List<LiveQuery> MetricQueries(Planner planner, SessionCatalog catalog, MetricCatalog metrics, ConnectorContext context,
        int maxRows, MetricTargets targets)
    {
        var queries = new List<LiveQuery>();
        foreach (var view in catalog.Views)
        {
            if (planner.PlanView(view, catalog) is not { } plan || !MetricComments.IsMetric(plan)) continue;
            var metric = MetricComments.Read(view, plan);
            var table = new MetricTable(metric, context.TimeZone, context.Clock, maxRows);
            metrics.Add(table);
            var rules = AlertComments.Read(view, metric, catalog.Context);
            var watch = rules.Count == 0 ? null : new AlertWatch(metric, rules, targets.Alerts, context.TimeZone, context.Clock);
            var remembered =
                targets.History is null || !metric.IsWindowed ? null : HistorySink.Of(targets.History, view.Name, context.Clock);
            if (remembered is not null) targets.Sinks.Add(remembered);
            queries.Add(new(view.Name, plan, new MetricSink(table, watch, remembered, targets.Publisher)));
            targets.Publisher?.Follow(table);
        }
        return queries;
    }

    /// <summary>Where the rows of metrics go besides their tables.</summary>
    sealed record MetricTargets(IHistory? History, ResultPublisher? Publisher, AlertBoard Alerts, List<ISink> Sinks);
}
