using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tally.Host.Configuration;

namespace Tally.Host.Http;

/// <summary>Who may call: anyone on loopback may read; writing from a page of another origin, and anything from elsewhere, needs the
/// token.</summary>
/// <remarks>The Host header is checked as well, so that a page which rebinds its name to this machine gets nothing.</remarks>
sealed class AccessGuard(ServerOptions options)
{
    readonly byte[] _token = Encoding.UTF8.GetBytes(options.Token);
    readonly string[] _origins = options.AllowedOrigins.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    readonly bool _loopback = Uri.TryCreate(options.Listen, UriKind.Absolute, out var uri) && uri.IsLoopback;

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        AddHeaders(context);
        if (Refusal(context) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }
        await next(context);
    }

    IResult? Refusal(HttpContext context)
    {
        if (_loopback && !IsLocalName(context.Request.Host.Host))
            return Problem.Of(StatusCodes.Status421MisdirectedRequest, "wrong-host",
                $"the Host '{context.Request.Host.Host}' is not this machine's own: call it as 127.0.0.1 or localhost, or listen on "
                    + "another address with a token");
        if (context.Request.Headers.Origin is [{ } origin] && !IsAllowedOrigin(context, origin))
            return Problem.Of(StatusCodes.Status403Forbidden, "wrong-origin",
                $"pages of {origin} may not call: add it to Server:AllowedOrigins");
        if (context.Request.Path.StartsWithSegments("/healthz") || IsPublicFile(context)) return null;
        if (HasToken(context) || (_loopback && _token.Length == 0) || (_loopback && HttpMethods.IsGet(context.Request.Method))) return null;
        return Problem.Of(StatusCodes.Status401Unauthorized, "token-needed", "send the token as 'Authorization: Bearer …'");
    }

    // The page itself holds no data, and must load before it can ask for a token.
    static bool IsPublicFile(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) && !context.Request.Path.StartsWithSegments("/api")
            && !context.Request.Path.StartsWithSegments("/metrics") && !context.Request.Path.StartsWithSegments("/openapi");

    bool IsAllowedOrigin(HttpContext context, string origin) =>
        _origins.Contains(origin, StringComparer.OrdinalIgnoreCase)
        || (Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            && string.Equals(uri.Authority, context.Request.Host.Value, StringComparison.OrdinalIgnoreCase));

    static bool IsLocalName(string host) => host is "localhost" or "127.0.0.1" or "[::1]";

    bool HasToken(HttpContext context)
    {
        if (_token.Length == 0) return false;
        var header = context.Request.Headers.Authorization.ToString();
        // A browser cannot set headers on a WebSocket, so the token may come in the query there.
        var given = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? header[7..]
            : context.WebSockets.IsWebSocketRequest
            ? context.Request.Query["access_token"].ToString()
            : "";
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), _token);
    }

    static void AddHeaders(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ws: wss:; object-src 'none'; "
                + "base-uri 'none'; frame-ancestors 'self'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
    }
}
