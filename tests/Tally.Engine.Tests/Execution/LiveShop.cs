using System.Text;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Connectors;
using Tally.Engine.Connectors.Logs;
using Tally.Engine.Execution;
using Tally.Engine.Operators;
using Tally.Engine.Execution.Live;
using Tally.Engine.Execution.Printing;
using Tally.Engine.Formats;
using Tally.Engine.Planning;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;
using Tally.Log;
using Tally.Log.Embedded;

namespace Tally.Engine.Tests.Execution;

/// <summary>A log in a temporary directory with some topics, and live runs over it.</summary>
sealed class LiveShop : IAsyncDisposable
{
    public const string Orders = """
        CREATE TABLE orders (id BIGINT, ts TIMESTAMP(3), category STRING, amount DECIMAL(10, 2),
            WATERMARK FOR ts AS ts - INTERVAL '2' SECOND)
        WITH ('connector' = 'log', 'topic' = 'orders', 'partitions' = '2', 'format' = 'json');
        """;

    readonly string _directory = Directory.CreateTempSubdirectory("tally-live-").FullName;
    readonly ConnectorRegistry _connectors = ConnectorRegistry.BuiltIn(TextWriter.Null);

    /// <param name="storing">The clock of the log.</param>
    public LiveShop(TimeProvider? storing = null) =>
        Log = EmbeddedLog.Open(Path.Combine(_directory, "log"), new() { Time = storing ?? TimeProvider.System });

    public ILog Log { get; }

    /// <summary>The log as live runs see it.</summary>
    public ILog? Seen { get; set; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The sinks of the INSERTs of the run opened last.</summary>
    public List<ISink> Sinks { get; } = [];

    public string Folder => _directory;

    public string Checkpoints => Path.Combine(_directory, "checkpoints");

    /// <summary>Orders one second apart with some disorder, spread over two partitions.</summary>
    public static IEnumerable<(int Partition, string Line)> Lines(int count, int first = 0)
    {
        for (var id = first; id < first + count; id++)
        {
            var seconds = id + (id * 7919 % 5 - 2);
            var time = new DateTime(2025, 11, 11).AddSeconds(seconds);
            yield return (
                id % 2,
                $$"""{"id":{{id}},"ts":"{{time:yyyy-MM-dd HH:mm:ss.fff}}","category":"c{{id * 31 % 7}}","amount":{{id % 100}}.25}"""
            );
        }
    }

    public async Task AppendAsync(string topic, IEnumerable<(int Partition, string Line)> lines)
    {
        var opened = await Log.OpenTopicAsync(topic, new TopicOptions { Partitions = 2 });
        foreach (var partition in lines.GroupBy(line => line.Partition))
        {
            var block = new RecordBlock();
            foreach (var (_, line) in partition) block.Add(Encoding.UTF8.GetBytes(line), 0);
            await opened.Partitions[partition.Key].AppendAsync(null, block);
        }
    }

    /// <summary>The values of a topic, partition by partition.</summary>
    public async Task<List<string>> ReadAsync(string topic)
    {
        var values = new List<string>();
        foreach (var partition in (await Log.OpenTopicAsync(topic)).Partitions)
        {
            using var reader = partition.OpenReader(0);
            var block = new RecordBlock();
            while (reader.TryRead(block))
                for (var i = 0; i < block.Count; i++) values.Add(Encoding.UTF8.GetString(block.Value(i)));
        }
        return values;
    }

    /// <summary>The result of the same query over what the topics hold now.</summary>
    public async Task<List<string>> BoundedAsync(string sql)
    {
        var output = new MemoryStream();
        var session = new SqlSession(new(_connectors, FormatRegistry.Default, new Planner()) { Log = Log, WorkingDirectory = _directory });
        await session.RunAsync(new SourceText("test", sql), zone => new CsvPrinter(output, zone));
        return
        [
            .. Encoding
                .UTF8.GetString(output.ToArray())
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Skip(1)
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Opens a live run of the queries and INSERTs of a script; queries are named q0, q1, … and give their rows to
    /// <paramref name="results"/>.</summary>
    public async Task<LiveRun> OpenAsync(string sql, LiveResults results, Func<LiveOptions, LiveOptions>? change = null)
    {
        var planner = new Planner();
        var catalog = new SessionCatalog(_connectors, FormatRegistry.Default, planner);
        var context = new ConnectorContext(Seen ?? Log, FormatRegistry.Default, TimeZoneInfo.Utc, _directory, Clock, catalog.Settings);
        var queries = new List<LiveQuery>();
        Sinks.Clear();
        foreach (var statement in Parser.Parse(new SourceText("test", sql)).OrThrow())
        {
            if (catalog.Apply(statement)) continue;
            if (statement is InsertStatement insert)
            {
                var table = catalog.UseTable(insert.Table);
                Sinks.Add(_connectors.Find(table.Connector)!.CreateSink(table, context)!);
                queries.Add(
                    new(
                        $"insert {queries.Count}",
                        planner.PlanInsert(insert, table, catalog),
                        new SinkOutput(Sinks[^1], queries.Count(query => query.Target == table.Options["topic"])),
                        table.Options["topic"]
                    )
                );
                continue;
            }
            var plan = planner.PlanQuery(((SelectStatement)statement).Query, catalog);
            queries.Add(new($"q{queries.Count}", plan, results.For($"q{queries.Count}", plan)));
        }
        var options = new LiveOptions(_connectors, context, plans => planner.Build(plans, catalog), Checkpoints)
        {
            Workers = 2,
            RefreshIntervalMs = 20,
            CheckpointIntervalMs = 3_600_000,
            BatchRecords = 16,
            DeadLetters = new LogDeadLetters(Log, TimeProvider.System),
        };
        return await LiveRun.OpenAsync(change is null ? options : change(options), queries, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}

/// <summary>What the world outside has of the queries' results: it outlives a run, as a database would.</summary>
sealed class LiveResults
{
    readonly Dictionary<string, Sink> _sinks = [];

    public LiveSink For(string name, QueryPlan plan) => _sinks.TryGetValue(name, out var known) ? known : _sinks[name] = new(plan);

    /// <summary>The final rows of a query as CSV lines, sorted.</summary>
    public List<string> Of(string name) => _sinks[name].Rows();

    /// <summary>Completes when the query has that many rows.</summary>
    public Task WhenAsync(string name, int rowCount) => _sinks[name].WhenAsync(rowCount);

    sealed class Sink(QueryPlan plan) : LiveSink
    {
        // A replay after a restart writes rows again: they are kept by their key, and without one by all their columns.
        readonly ResultTable _table = new(plan.Schema, plan.UpsertKey ?? [.. Enumerable.Range(0, plan.Schema.Count)]);
        readonly Lock _gate = new();
        readonly List<(int Count, TaskCompletionSource Done)> _waiting = [];

        protected override void Accept(Batch batch)
        {
            lock (_gate)
            {
                _table.Process(batch);
                foreach (var (count, done) in _waiting)
                    if (_table.Rows().Count >= count) done.TrySetResult();
            }
        }

        public override void OnWatermark(long watermarkMs) { }

        public override void Refresh() { }

        public override ValueTask FlushAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

        public List<string> Rows()
        {
            lock (_gate)
            {
                var rows = _table.Rows();
                var text = new CellText(TimeZoneInfo.Utc);
                return
                [
                    .. Enumerable
                        .Range(0, rows.Count)
                        .Select(row => string.Join(',', rows.Columns.Select((column, i) => text.Of(column, row, plan.Schema[i].Type))))
                        .Order(StringComparer.Ordinal),
                ];
            }
        }

        public Task WhenAsync(int rowCount)
        {
            lock (_gate)
            {
                if (_table.Rows().Count >= rowCount) return Task.CompletedTask;
                var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiting.Add((rowCount, done));
                return done.Task;
            }
        }
    }
}
