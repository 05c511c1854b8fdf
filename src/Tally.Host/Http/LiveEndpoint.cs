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
                await Problem.Of(StatusCodes.Status400BadRequest, "websocket-expected",
                    "this address is a WebSocket: connect with ws:// and send {\"subscribe\":[{\"metric\":\"METRIC\",\"limit\":10}]}")
                    .ExecuteAsync(context);
                return;
            }
            // Without a context that goes on from message to message, a compressed message is the same for all.
            var accept = new WebSocketAcceptContext { DangerousEnableCompression = true, DisableServerContextTakeover = true };
            using var socket = await context.WebSockets.AcceptWebSocketAsync(accept);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping, context.RequestAborted);
            await new Viewer(new(socket, FramesOf(context)), hub, viewerTimeout).ServeAsync(ended.Token);
        });

    // A viewer that wants a smaller window than usual gets frames of its own.
    static Stream? FramesOf(HttpContext context)
    {
        var agreed = context.Response.Headers.SecWebSocketExtensions.ToString();
        var isShared = agreed.Contains("permessage-deflate", StringComparison.Ordinal)
            && !agreed.Contains("server_max_window_bits", StringComparison.Ordinal);
        return isShared ? context.Features.Get<FrameTap>()?.Connection : null;
    }
}
