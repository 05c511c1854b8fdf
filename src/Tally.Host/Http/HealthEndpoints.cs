using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Tally.Host.Http;

/// <summary>Alive: the process answers. Ready: everything it needs works; else 503 with the reasons.</summary>
static class HealthEndpoints
{
    /// <param name="findTrouble">The reasons why it is not ready; empty when it is.</param>
    /// <param name="findNotices">What an operator should know although it is ready.</param>
    public static void Map(IEndpointRouteBuilder routes, Func<IReadOnlyList<string>> findTrouble, Func<IReadOnlyList<string>> findNotices)
    {
        routes.MapGet("/healthz/live", () => "alive").WithName("live").WithSummary("200 while the process answers.");
        routes.MapGet("/healthz/ready", () => findTrouble() is { Count: > 0 } reasons
                ? Problem.Of(StatusCodes.Status503ServiceUnavailable, "not-ready", string.Join("; ", reasons))
                : Microsoft.AspNetCore.Http.Results.Text(string.Join('\n', ["ready", .. findNotices()])))
            .WithName("ready")
            .WithSummary("200 when ready, 503 with the reasons when the disk is full, a source has stalled or checkpoints fail.");
    }
}
