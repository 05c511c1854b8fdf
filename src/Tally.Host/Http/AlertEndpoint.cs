using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tally.Results.Alerts;

namespace Tally.Host.Http;

/// <summary>What fires, what has changed, and whether the webhook takes it.</summary>
static class AlertEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, AlertBoard board, Func<Webhook?> webhook) =>
        routes.MapGet("/api/v1/alerts",
            () => new AlertsAnswer(board.Active, board.Recent,
                webhook() is { } hook ? new(hook.SentCount, hook.LostCount, hook.Problem) : null))
            .WithName("listAlerts").WithSummary("Alerts that fire now, the latest changes (newest first), and how the webhook does.")
            .Produces<AlertsAnswer>();
}

/// <summary>The answer of GET /api/v1/alerts.</summary>
sealed record AlertsAnswer(IReadOnlyList<Alert> Active, IReadOnlyList<Alert> Recent, WebhookAnswer? Webhook);

/// <summary>How the webhook does.</summary>
sealed record WebhookAnswer(long Sent, long Lost, string? Problem);
