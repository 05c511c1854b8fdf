using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tally.Results.Live;

namespace Tally.Host.Http;

/// <summary>The WebSocket that pushes the newest state of metrics.</summary>
static class LiveEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, LiveHub hub, TimeSpan viewerTimeout, CancellationToken stopping) =>
        routes.Map("/api/v1/live", async (HttpContext context) =>
        {
            if (!context.WebSockets.IsWebSocketRequest)
            {
                await Problem.Of(StatusCodes.Status400BadRequest, "websocket-expected", "this address is a WebSocket: connect with ws:// and send {\"subscribe\":[\"METRIC\"]}").ExecuteAsync(context);
                return;
            }
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping, context.RequestAborted);
            await new Viewer(socket, hub, viewerTimeout).ServeAsync(ended.Token);
        });
}
