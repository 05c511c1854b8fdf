using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tally.Engine.Execution;

namespace Tally.Host.Http;

/// <summary>What the pipeline is doing, for the screen (JSON) and for Prometheus (text).</summary>
static class PipelineEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, Func<LiveStatistics?> statistics)
    {
        routes.MapGet("/api/v1/pipeline", () => statistics() is { } now ? Microsoft.AspNetCore.Http.Results.Ok(now) : Problem.Of(StatusCodes.Status503ServiceUnavailable, "starting", "the pipeline is starting"))
            .WithName("readPipeline").WithSummary("Streams and queries: rates, lag, watermark, late, dead, state, checkpoint.")
            .Produces<LiveStatistics>().ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        routes.MapGet("/metrics", () => Microsoft.AspNetCore.Http.Results.Text(statistics() is { } now ? PrometheusText.Write(now) : "", "text/plain; version=0.0.4"))
            .WithName("prometheus").WithSummary("The same for Prometheus.");
    }
}
