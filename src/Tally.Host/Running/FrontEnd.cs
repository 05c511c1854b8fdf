using System.Text.Json;
using Tally.Engine.Execution;
using Tally.Host.Configuration;
using Tally.Host.Http;
using Tally.Results;
using Tally.Results.Live;
using Tally.Results.Redis;
using Tally.Results.Sharing;

namespace Tally.Host.Running;

/// <summary>Serves the results that an engine elsewhere leaves in Redis: page, REST and WebSocket without any state, in any
/// number.</summary>
static class FrontEnd
{
    static readonly TimeSpan s_old = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(RedisOptions redis, RunSettings settings, TallyOptions options, CancellationToken cancellation)
    {
        var (metrics, hub, clock) = (new MetricCatalog(), new LiveHub(), TimeProvider.System);
        await using var follower = new ResultFollower(redis, metrics, hub, clock);
        // An embedded history belongs to the engine.
        await using var history =
            options.History.Store == "embedded" ? null : HistoryOpener.Open(options.History, settings.DataDirectory, clock);
        var content = new WebServer.Content(metrics, hub, () => Read(follower)?.Statistics, () => Read(follower)?.TimeZone ?? "UTC",
            () => Trouble(follower, clock), cancellation, new(), history);
        await using var server = await WebServer.StartAsync(options.Server, content);
        Console.Out.WriteLine($"listening on {server.Address}, results come from {redis.Address}");
        await follower.RunAsync(cancellation);
    }

    /// <summary>What an engine writes for <see cref="ResultFollower.Statistics"/>.</summary>
    public static byte[] Write(LiveStatistics statistics, string timeZone) =>
        JsonSerializer.SerializeToUtf8Bytes(new SharedStatistics(timeZone, statistics), JsonSerializerOptions.Web);

    static SharedStatistics? Read(ResultFollower follower) =>
        follower.Statistics is { } bytes ? JsonSerializer.Deserialize<SharedStatistics>(bytes, JsonSerializerOptions.Web) : null;

    static IReadOnlyList<string> Trouble(ResultFollower follower, TimeProvider clock)
    {
        if (follower.Problem is { } problem) return [problem];
        if (Read(follower) is not { } shared) return ["no engine has left results yet"];
        var age = clock.GetUtcNow() - shared.Statistics.At;
        return age > s_old ? [$"the engine has not written for {age.TotalSeconds:0} s: what is shown is of {shared.Statistics.At:u}"] : [];
    }

    sealed record SharedStatistics(string TimeZone, LiveStatistics Statistics);
}
