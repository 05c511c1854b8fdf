using System.Collections.Immutable;
using Tally.Engine.Catalog;
using Tally.Engine.Connectors;
using Tally.Engine.Execution.Checkpoints;
using Tally.Engine.Operators;
using Tally.Engine.Operators.Joins;
using Tally.Engine.Planning;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;

namespace Tally.Engine.Execution.Live;

// A live run.
//
//   pump (one thread a table) ──▶ ring ──▶ worker (one thread, some groups of queries) ──▶ sinks
//
// All streams share one ring, so that all entries have one order and a checkpoint is one entry, the barrier: positions and watermarks
// as of the barrier are taken when it is put in, the state of the queries when the workers meet it. A batch's memory goes back to its
// pump when the slowest worker is done with it: that is the whole of back-pressure.
//
// Queries are put into groups that run as one pipeline. A group is restored from a checkpoint when it has the same queries; the others
// begin anew and read what the log still holds, while restored groups pass over what their state holds already.

/// <summary>Runs queries until it is stopped, or until all their input has ended.</summary>
public sealed class LiveRun : IAsyncDisposable
{
    const int RingSize = 256;

    static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);

    readonly LiveOptions _options;
    readonly Ring _ring;
    readonly List<LiveStream> _streams = [];
    readonly List<LiveWorker> _workers = [];
    readonly Checkpointer _checkpointer;
    readonly StatisticsSampler _statistics;
    readonly CancellationTokenSource _closed = new();

    Task _running = Task.CompletedTask;

    LiveRun(LiveOptions options, int workerCount)
    {
        _options = options;
        _ring = new(RingSize, workerCount);
        _checkpointer = new(options, _ring, _streams, workerCount);
        _statistics = new(options.Context.Clock, _streams, _workers, _checkpointer, _ring);
    }

    /// <summary>What the run is doing, as of the last second.</summary>
    public LiveStatistics Statistics => _statistics.Latest with { CaughtUpAt = _workers.TrueForAll(worker => worker.CaughtUpAt is not null) ? _workers.Max(worker => worker.CaughtUpAt) : null, DeadLetterProblem = _options.DeadLetters?.Problem };

    /// <summary>What was wrong with checkpoint files at the start, and which queries begin anew.</summary>
    public ImmutableArray<string> Findings { get; private set; } = [];

    /// <summary>Whether the run has ended with a checkpoint of all that it had read.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Opens everything and restores the newest checkpoint.</summary>
    /// <exception cref="InvalidDataException">There are checkpoints, and none can be used.</exception>
    public static async Task<LiveRun> OpenAsync(LiveOptions options, IReadOnlyList<LiveQuery> queries, CancellationToken cancellation = default)
    {
        var store = options.CheckpointFolder is { } folder ? new CheckpointStore(folder) : null;
        var checkpoint = store?.ReadNewest();
        var workers = Math.Max(1, Math.Min(queries.Count, options.Workers > 0 ? options.Workers : Environment.ProcessorCount));
        var grouping = Grouping.Of(queries, checkpoint, workers);
        var run = new LiveRun(options, workers) { Findings = [.. store?.Findings ?? [], .. grouping.Findings] };
        run._checkpointer.Use(store, checkpoint);
        foreach (var query in queries) run._checkpointer.Completed += query.Sink.OnCheckpoint;
        var built = grouping.Groups.Select(group => Build(group.Queries, options, run._closed.Token)).ToList();
        var anew = grouping.Groups.Zip(built).Where(pair => pair.First.State is null).SelectMany(pair => pair.Second.Pipeline.Sources).Select(source => source.Table.Name).ToHashSet();
        await run.OpenStreamsAsync(queries, built.Select(group => group.Pipeline), checkpoint, anew, cancellation);
        foreach (var position in checkpoint?.Streams ?? [])
            if (!anew.Contains(position.Table)) run._streams.Find(stream => stream.Name == position.Table)?.Restore(position);
        var groups = grouping.Groups.Select((group, i) => new QueryGroup(group.Queries, built[i].Pipeline, built[i].Outputs, run._streams, group.State, checkpoint?.Streams ?? [])).ToList();
        for (var i = 0; i < workers; i++)
            run._workers.Add(new(i, run._ring, [.. groups.Where((_, at) => at % workers == i)], options.RefreshIntervalMs, options.Context.Clock, OnReleased));
        var room = new BackpressureGate([.. queries.Select(query => query.Sink)], token => run._checkpointer.TakeAsync(s_timeout, token), options.Context.Clock, run._closed.Token);
        foreach (var stream in run._streams) (stream.IsHeldBack, stream.TakeCheckpoint) = (room.IsMissing, token => Task.Run(() => run._checkpointer.TakeAsync(s_timeout, token), token));
        run._statistics.Take();
        return run;
    }

    /// <summary>Runs until canceled, which ends with a last checkpoint, or until all input has ended.</summary>
    public Task RunAsync(CancellationToken cancellation) => _running = RunToEndAsync(cancellation);

    async Task RunToEndAsync(CancellationToken cancellation)
    {
        var threads = _workers.Select(worker => StartThread($"tally worker {worker.Index}", worker.Run)).ToList();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var pumps = Task.WhenAll(_streams.Select(stream => Task.Factory.StartNew(() => PumpAsync(stream, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));
        var background = BackgroundAsync(stop.Token);
        await Task.WhenAny(pumps, Task.Delay(Timeout.Infinite, cancellation));
        var deadline = new ShutdownDeadline(_options.Context.Clock);
        try
        {
            if (!await deadline.WaitAsync(pumps, IsUnavailable)) return;
            await pumps;
            IsComplete = cancellation.IsCancellationRequested ? await TakeLastAsync(deadline) : await _checkpointer.TakeAsync(s_timeout, CancellationToken.None);
        }
        finally
        {
            await stop.CancelAsync();
            if (!pumps.IsFaulted) await new ShutdownDeadline(_options.Context.Clock).WaitAsync(Task.WhenAll([.. threads, background, Task.Run(() => _ring.Publish(() => new StopEntry()), CancellationToken.None)]), IsUnavailable);
            await EndAsync(threads, background);
        }
    }

    // A stop waits for the sinks that answer. What one that is away was not given is read again after the next start.
    async Task<bool> TakeLastAsync(ShutdownDeadline deadline)
    {
        using var giveUp = new CancellationTokenSource();
        var last = _checkpointer.TakeAsync(s_timeout, giveUp.Token);
        if (await deadline.WaitAsync(last, IsUnavailable)) return await last;
        await giveUp.CancelAsync();
        await ((Task)last).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return false;
    }

    // A worker that still waits for a sink is left behind.
    async Task EndAsync(IReadOnlyList<Task> threads, Task background)
    {
        Close();
        await background;
        foreach (var thread in threads)
            if (thread.IsFaulted) await thread;
        _statistics.Take();
    }

    bool IsUnavailable() => _streams.Any(stream => stream.Problem is not null) || _workers.Any(worker => worker.IsHeldUp) || _options.Context.Log?.Problems.Count > 0;

    /// <summary>Takes a checkpoint now.</summary>
    public Task CheckpointAsync(CancellationToken cancellation = default) => _checkpointer.TakeAsync(s_timeout, cancellation);

    /// <summary>Ends the run where it is, without a checkpoint, as a crash would.</summary>
    public async ValueTask DisposeAsync()
    {
        Close();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var stream in _streams) await stream.Pump.DisposeAsync();
    }

    void Close()
    {
        _ring.Close();
        _closed.Cancel();
    }

    static (Pipeline Pipeline, CountingOutput[] Outputs) Build(IReadOnlyList<LiveQuery> queries, LiveOptions options, CancellationToken closed)
    {
        var outputs = queries.Select(query => new CountingOutput(query.Sink)).ToArray();
        var pipeline = options.Build([.. queries.Select((query, i) => (query.Plan, (Operators.IOutput)outputs[i]))]);
        foreach (var lookup in pipeline.Operators.OfType<LookupJoinOperator>()) lookup.TryForEver(closed);
        return (pipeline, outputs);
    }

    // A stream starts where the checkpoint ended, unless a group that begins anew reads it too: then its partitions are known again and start over.
    async Task OpenStreamsAsync(IReadOnlyList<LiveQuery> queries, IEnumerable<Pipeline> pipelines, Checkpoint? checkpoint, HashSet<string> anew, CancellationToken cancellation)
    {
        foreach (var reads in pipelines.SelectMany(pipeline => pipeline.Sources).GroupBy(source => source.Table.Name))
        {
            var declared = reads.First().Table;
            if (reads.FirstOrDefault(read => !SameOptions(read.Table, declared)) is not null)
                throw new SqlException(ErrorCode.Unsupported, declared.Statement.Name.Span, $"table {declared.Name} is read with different OPTIONS hints in one run", "make a table of its own for each: CREATE TABLE … LIKE");
            var connector = _options.Connectors.Find(declared.Connector) ?? throw new OptionException($"there is no connector '{declared.Connector}'");
            var table = _options.ToEnd ? BoundedTables.Of(declared, connector) : declared;
            var insert = queries.FirstOrDefault(query => query.Target is not null && Reads(query.Plan.Root, table));
            var plan = StreamPlan.Union([.. reads.Select(source => new StreamPlan(table, [.. source.Columns], [.. source.KeyColumns], source.NeedsRowWatermarks, insert is not null) { MetadataTypes = connector.Metadata })]);
            var topic = table.Options.GetValueOrDefault("topic") ?? insert?.Target ?? table.Name;
            var bad = new LiveBadRecords(topic, _options.DeadLetters);
            var pump = await StreamPump.OpenAsync(plan, connector, _options.Context, new PumpOptions(bad, _options.BatchRecords, GuardFuture: true) { Late = true, WaitsForSources = !connector.IsBounded(table) }, cancellation,
                checkpoint?.Streams.FirstOrDefault(stream => stream.Table == table.Name)?.Partitions.ToDictionary(partition => partition.Id, partition => anew.Contains(table.Name) ? 0 : partition.Position));
            _streams.Add(new(_streams.Count, pump, connector.IsBounded(table), bad, _options, _ring));
        }
    }

    static bool SameOptions(TableDefinition a, TableDefinition b) => a.Options.Count == b.Options.Count && a.Options.All(option => b.Options.GetValueOrDefault(option.Key) == option.Value);

    static bool Reads(LogicalNode node, TableDefinition table) => node is ScanNode scan ? scan.Table.Name == table.Name : node.Inputs.Any(input => Reads(input, table));

    async Task PumpAsync(LiveStream stream, CancellationTokenSource failed)
    {
        try
        {
            await stream.PumpAsync(failed.Token);
        }
        catch (OperationCanceledException) when (failed.IsCancellationRequested)
        {
            // Stopped, here or by another stream's failure.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            await failed.CancelAsync();
            throw;
        }
    }

    async Task BackgroundAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(Math.Min(1000, _options.CheckpointIntervalMs)), _options.Context.Clock);
        var takenAt = _options.Context.Clock.GetTimestamp();
        var taking = Task.CompletedTask;
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                _statistics.Take();
                if (!taking.IsCompleted || _options.Context.Clock.GetElapsedTime(takenAt).TotalMilliseconds < _options.CheckpointIntervalMs) continue;
                takenAt = _options.Context.Clock.GetTimestamp();
                taking = Task.Run(() => _checkpointer.TakeAsync(s_timeout, cancellation), CancellationToken.None);
            }
        }
        catch (OperationCanceledException)
        {
            await taking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    static void OnReleased(RingEntry entry)
    {
        if (entry is RowsEntry rows) rows.Owner.Recycle(rows.Batch);
    }

    static Task StartThread(string name, Action body)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                body();
                done.SetResult();
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                done.SetException(e);
            }
        }) { Name = name, IsBackground = true }.Start();
        return done.Task;
    }
}
