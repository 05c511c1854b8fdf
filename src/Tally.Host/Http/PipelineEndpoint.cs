using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tally.Engine.Execution;
using Tally.Results.Alerts;

namespace Tally.Host.Http;

/// <summary>What the pipeline is doing, for the screen (JSON) and for Prometheus (text).</summary>
static class PipelineEndpoint
{
    static readonly JsonSerializerOptions s_json =
        new(JsonSerializerOptions.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The answer as JSON for viewers that follow it; null before the start.</summary>
    public static ReadOnlyMemory<byte>? Json(WebServer.Content content) =>
        content.Statistics() is { } now
            ? JsonSerializer.SerializeToUtf8Bytes(PipelineAnswer.Of(now, content.TimeZone(), content.Alerts.Active), s_json)
            : null;

    public static void Map(IEndpointRouteBuilder routes, Func<LiveStatistics?> statistics, Func<string> timeZone, AlertBoard alerts)
    {
        routes.MapGet("/api/v1/pipeline", () => statistics() is { } now
            ? Microsoft.AspNetCore.Http.Results.Ok(PipelineAnswer.Of(now, timeZone(), alerts.Active))
            : Problem.Of(StatusCodes.Status503ServiceUnavailable, "starting", "the pipeline is starting"))
            .WithName("readPipeline").WithSummary("Streams and queries: rates, lag, watermark, late, dead, state, checkpoint.")
            .Produces<PipelineAnswer>().ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        routes.MapGet("/metrics", () => Microsoft.AspNetCore.Http.Results.Text(statistics() is { } now
            ? PrometheusText.Write(now, alerts.Active)
            : "", "text/plain; version=0.0.4"))
            .WithName("prometheus").WithSummary("The same for Prometheus.");
    }
}

/// <summary>The statistics of a run as GET /api/v1/pipeline shows them.</summary>
/// <param name="Alerts">Those that fire now.</param>
/// <param name="CaughtUpAt">When everything was computed that there was to read at the start; null before.</param>
/// <param name="Spool">Of a gateway: what the center has not acknowledged.</param>
/// <param name="TimeZone">The session's zone, in which windows are cut and told.</param>
sealed record PipelineAnswer(DateTimeOffset At, string TimeZone, IReadOnlyList<StreamStatistics> Streams,
    IReadOnlyList<QueryStatistics> Queries,
    long? CheckpointAgeMs, long CheckpointSizeBytes, long CheckpointCount, string? CheckpointError, int RingUsed, int RingSize,
    IReadOnlyList<Alert> Alerts, DateTimeOffset? CaughtUpAt, IReadOnlyList<SpoolStatistics> Spool)
{
    public static PipelineAnswer Of(LiveStatistics now, string timeZone, IReadOnlyList<Alert> alerts) =>
        new(now.At, timeZone, now.Streams, now.Queries, now.CheckpointAgeMs, now.CheckpointSizeBytes, now.CheckpointCount,
            now.CheckpointError, now.RingUsed, now.RingSize, alerts, now.CaughtUpAt, now.Spool);
}
