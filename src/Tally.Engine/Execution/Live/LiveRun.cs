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
// start from scratch and read what the log still holds, while restored groups pass over what their state holds already.

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
        _ring = new(RingSize, workerCount, options.Context.Clock);
        _checkpointer = new(options, _ring, _streams, workerCount);
        _statistics = new(options.Context.Clock, _streams, _workers, _checkpointer, _ring);
    }

    /// <summary>What the run is doing, as of the last second.</summary>
    public LiveStatistics Statistics =>
        _statistics.Latest with { CaughtUpAt = CaughtUpAt, DeadLetterProblem = _options.DeadLetters?.Problem };

    DateTimeOffset? CaughtUpAt =>
        _workers.TrueForAll(worker => worker.CaughtUpAt is not null) ? _workers.Max(worker => worker.CaughtUpAt) : null;

    /// <summary>What was wrong with checkpoint files at the start, and which queries start from scratch.</summary>
    public ImmutableArray<string> Findings { get; private set; } = [];

    /// <summary>Whether the run has ended with a checkpoint of all that it had read; known when <see cref="RunAsync"/> has
    /// completed.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Opens everything and restores the newest checkpoint.</summary>
    /// <exception cref="InvalidDataException">There are checkpoints, and none can be used.</exception>
    public static async Task<LiveRun> OpenAsync(LiveOptions options, IReadOnlyList<LiveQuery> queries,
        CancellationToken cancellation = default)
    {
        var store = options.CheckpointFolder is { } folder ? new CheckpointStore(folder) : null;
        var checkpoint = store?.ReadNewest();
        var workers = Math.Max(1, Math.Min(queries.Count, options.Workers > 0 ? options.Workers : Environment.ProcessorCount));
        var grouping = Grouping.Of(queries, checkpoint, workers);
        var run = new LiveRun(options, workers) { Findings = [.. store?.Findings ?? [], .. grouping.Findings] };
        run._checkpointer.Use(store, checkpoint);
        foreach (var query in queries) run._checkpointer.Completed += query.Sink.OnCheckpoint;
        var pipelines = grouping.Groups.Select(group => Build(group.Queries, options, run._closed.Token)).ToList();
        await run.OpenStreamsAsync(queries, pipelines, FromScratch(grouping, pipelines), checkpoint, cancellation);
        run.AddWorkers(grouping, pipelines, checkpoint, workers);
        run._statistics.Take();
        return run;
    }

    // The tables that a group without state reads: they are read from their start again.
    static HashSet<string> FromScratch(Grouping grouping, List<Pipeline> pipelines) =>
        grouping.Groups.Zip(pipelines).Where(pair => pair.First.State is null).SelectMany(pair => pair.Second.Sources)
            .Select(source => source.Table.Name).ToHashSet();

    static Pipeline Build(IReadOnlyList<LiveQuery> queries, LiveOptions options, CancellationToken closed)
    {
        var pipeline = options.Build([.. queries.Select(query => (query.Plan, (Operators.IOutput)query.Sink))]);
        foreach (var lookup in pipeline.Operators.OfType<LookupJoinOperator>()) lookup.TryForEver(closed);
        return pipeline;
    }

    // A stream starts where the checkpoint ended, unless a group that begins from scratch reads it too: then its partitions are known and
    // start over.
    async Task OpenStreamsAsync(IReadOnlyList<LiveQuery> queries, List<Pipeline> pipelines, HashSet<string> fromScratch,
        Checkpoint? checkpoint, CancellationToken cancellation)
    {
        var gate =
            new BackpressureGate([.. queries.Select(query => query.Sink)], TakeCheckpointAsync, _options.Context.Clock, _closed.Token);
        foreach (var reads in pipelines.SelectMany(pipeline => pipeline.Sources).GroupBy(source => source.Table.Name))
        {
            var known = checkpoint?.Streams.FirstOrDefault(stream => stream.Table == reads.Key);
            var startsOver = fromScratch.Contains(reads.Key);
            var opened = await StreamOpening.OpenAsync([.. reads], queries, _options, startsOver, known, cancellation);
            var stream = new LiveStream(_streams.Count, opened.Pump, opened.IsBounded, opened.Bad, _options, _ring, gate.IsMissing,
                TakeCheckpointAsync);
            if (known is not null && !startsOver) stream.Restore(known);
            _streams.Add(stream);
        }
    }

    void AddWorkers(Grouping grouping, List<Pipeline> pipelines, Checkpoint? checkpoint, int count)
    {
        var groups = grouping.Groups
            .Select((group, i) =>
                new QueryGroup(group.Queries, pipelines[i], _streams, group.State, checkpoint?.Streams ?? [], _options.OnFault)).ToList();
        for (var i = 0; i < count; i++)
            _workers.Add(new(i, _ring, [.. groups.Where((_, at) => at % count == i)], _options.RefreshIntervalMs, _options.Context.Clock,
                OnReleased));
    }

    Task<bool> TakeCheckpointAsync(CancellationToken cancellation) => _checkpointer.TakeAsync(s_timeout, cancellation);

    /// <summary>Runs until canceled, which ends with a last checkpoint, or until all input has ended.</summary>
    public Task RunAsync(CancellationToken cancellation) => _running = RunToEndAsync(cancellation);

    async Task RunToEndAsync(CancellationToken cancellation)
    {
        var workers = _workers.Select(worker => NamedThread.Start($"tally worker {worker.Index}", worker.Run)).ToList();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _closed.Token);
        var pumps = Task.WhenAll(_streams.Select(stream => NamedThread.Start($"tally pump {stream.Name}", () => Pump(stream, stop))));
        var background = BackgroundAsync(stop.Token);
        await Task.WhenAny(pumps, Task.Delay(Timeout.Infinite, cancellation));
        var deadline = new ShutdownDeadline(_options.Context.Clock);
        try
        {
            if (!await deadline.WaitAsync(pumps, IsUnavailable)) return;
            await pumps;
            IsComplete =
                cancellation.IsCancellationRequested ? await TakeLastAsync(deadline) : await TakeCheckpointAsync(CancellationToken.None);
        }
        finally
        {
            await stop.CancelAsync();
            if (!pumps.IsFaulted)
                await StopWorkersAsync(workers, background, cancellation.IsCancellationRequested ? deadline : new(_options.Context.Clock));
            await EndAsync(workers, background);
        }
    }

    async Task StopWorkersAsync(IEnumerable<Task> workers, Task background, ShutdownDeadline deadline)
    {
        var published = NamedThread.Start("tally stop", () => _ring.Publish(() => new StopEntry()));
        await deadline.WaitAsync(Task.WhenAll([.. workers, background, published]), IsUnavailable);
    }

    // A stop waits for the sinks that answer. What one that is away was not given is read again after the next start.
    async Task<bool> TakeLastAsync(ShutdownDeadline deadline)
    {
        using var giveUp = new CancellationTokenSource();
        var last = TakeCheckpointAsync(giveUp.Token);
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

    bool IsUnavailable() =>
        _streams.Any(stream => stream.Problem is not null) || _workers.Any(worker => worker.IsHeldUp)
            || _options.Context.Log?.Problems.Count > 0;

    /// <summary>Takes a checkpoint now.</summary>
    public Task CheckpointAsync(CancellationToken cancellation = default) => TakeCheckpointAsync(cancellation);

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

    // A failure of one stream ends the others.
    static void Pump(LiveStream stream, CancellationTokenSource failed)
    {
        try
        {
            stream.Run(failed.Token);
        }
        catch (OperationCanceledException) when (failed.IsCancellationRequested)
        {
            // Stopped, here or by another stream's failure.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            failed.Cancel();
            throw;
        }
    }

    async Task BackgroundAsync(CancellationToken cancellation)
    {
        using var timer =
            new PeriodicTimer(TimeSpan.FromMilliseconds(Math.Min(1000, _options.CheckpointIntervalMs)), _options.Context.Clock);
        var takenAt = _options.Context.Clock.GetTimestamp();
        var taking = Task.CompletedTask;
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                _statistics.Take();
                if (!taking.IsCompleted || _options.Context.Clock.GetElapsedTime(takenAt).TotalMilliseconds < _options.CheckpointIntervalMs)
                    continue;
                takenAt = _options.Context.Clock.GetTimestamp();
                taking = TakeCheckpointAsync(cancellation);
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
}
