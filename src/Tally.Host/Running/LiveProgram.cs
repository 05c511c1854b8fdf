using System.Runtime.InteropServices;
using Tally.Engine.Catalog;
using Tally.Host.Configuration;
using Tally.Host.Http.Ingest;
using Tally.Host.Http;
using Tally.Host.Queries;
using Tally.Host.Sessions;
using Tally.Results.Redis;

namespace Tally.Host.Running;

/// <summary>The life of tally run and tally demo: configuration, pipeline, server, status on the terminal, a clean stop.</summary>
static class LiveProgram
{
    /// <summary>After this long a stop ends the process where it is: a little longer than everything together may take.</summary>
    public static TimeSpan LongestStop => TimeSpan.FromMinutes(1);

    /// <param name="readSettings">Finds the files; may fail with a message.</param>
    /// <param name="beside">Runs beside the pipeline until stopped (the demo's shop), or null.</param>
    public static async Task<int> RunAsync(Func<RunSettings> readSettings, GivenOptions given, Func<CancellationToken, Task>? beside,
        CancellationToken cancellation)
    {
        using var impatience = EndAtSecondInterrupt();
        try
        {
            await RunAsync(readSettings(), OptionsLoader.Load(Environment.CurrentDirectory, given.Entries), beside, cancellation);
            return ExitStatus.Done;
        }
        catch (ConfigurationException error)
        {
            return ExitStatus.Wrong(error.Message);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitStatus.Done;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return Failures.Report(error);
        }
    }

    // As safe as kill -9.
    static PosixSignalRegistration EndAtSecondInterrupt()
    {
        var count = 0;
        return PosixSignalRegistration.Create(PosixSignal.SIGINT, _ =>
        {
            if (Interlocked.Increment(ref count) == 2) Environment.Exit(130);
        });
    }

    static async Task RunAsync(RunSettings settings, TallyOptions options, Func<CancellationToken, Task>? beside,
        CancellationToken cancellation)
    {
        var redis = options.Results.Url.Length == 0 ? null : ParseResults(options.Results.Url);
        if (redis is not null && settings.Files.Count == 0) await FrontEnd.RunAsync(redis, settings, options, cancellation);
        else await RunEngineAsync(settings, options, redis, beside, cancellation);
    }

    static RedisOptions ParseResults(string url)
    {
        try
        {
            return RedisOptions.Parse(url);
        }
        catch (OptionException error)
        {
            throw new ConfigurationException($"Results:Url: {error.Message}");
        }
    }

    static async Task RunEngineAsync(RunSettings settings, TallyOptions options, RedisOptions? redis, Func<CancellationToken, Task>? beside,
        CancellationToken cancellation)
    {
        await using var pipeline = await LivePipeline.OpenAsync(settings, options, cancellation, redis);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // The first rows are computed while the server starts.
        var running = Task.Run(() => settings.Files.Count == 0
            ? Task.Delay(Timeout.Infinite, stop.Token)
            : pipeline.RunAsync(stop.Token), CancellationToken.None);
        try
        {
            await ServeAsync(pipeline, options, running, beside, stop);
        }
        finally
        {
            await stop.CancelAsync();
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var left in pipeline.Unstopped) Console.Error.WriteLine($"{left}; nothing is lost");
        }
    }

    /// <summary>Serves and shows what runs until it ends.</summary>
    static async Task ServeAsync(LivePipeline pipeline, TallyOptions options, Task running, Func<CancellationToken, Task>? beside,
        CancellationTokenSource stop)
    {
        var content = new WebServer.Content(pipeline.Metrics, pipeline.Hub, () => pipeline.Statistics, () => pipeline.TimeZone.Id,
            () => pipeline.Trouble,
            stop.Token, pipeline.Alerts, pipeline.History, pipeline.Layout);
        var ingest = new IngestEndpoint(pipeline.Ingest, options.Ingest, TimeProvider.System);
        var query = new QueryEndpoint(pipeline.Log, pipeline.Texts, options.Query, TimeProvider.System);
        var records = new RecordsEndpoint(pipeline.Log, TimeProvider.System, stop.Token);
        await using var server = await WebServer.StartAsync(options.Server, content, app =>
        {
            ingest.Map(app);
            query.Map(app);
            records.Map(app);
            AlertEndpoint.Map(app, pipeline.Alerts, () => pipeline.Webhook);
        });
        var shown = new StatusDisplay(pipeline, server.Address, TimeProvider.System).ShowAsync(stop.Token);
        var neighbor = beside?.Invoke(stop.Token) ?? Task.CompletedTask;
        try
        {
            await running;
        }
        finally
        {
            await stop.CancelAsync();
            await neighbor;
            await shown;
        }
    }
}
