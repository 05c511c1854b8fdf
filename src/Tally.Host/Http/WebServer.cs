using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tally.Engine.Execution;
using Tally.Host.Configuration;
using Tally.Results;
using Tally.Results.Alerts;
using Tally.Results.History;
using Tally.Results.Live;

namespace Tally.Host.Http;

/// <summary>Page, REST, WebSocket, OpenAPI, health and Prometheus on one port.</summary>
sealed class WebServer : IAsyncDisposable
{
    readonly WebApplication _app;

    WebServer(WebApplication app) => _app = app;

    /// <summary>Where it listens, with the real port when 0 was asked for.</summary>
    public string Address => _app.Urls.First();

    /// <summary>What the endpoints show.</summary>
    public sealed record Content(MetricCatalog Metrics, LiveHub Hub, Func<LiveStatistics?> Statistics, Func<string> TimeZone,
        Func<IReadOnlyList<string>> Trouble, CancellationToken Stopping, AlertBoard Alerts, IHistory? History = null,
        LayoutFile? Layout = null);

    /// <exception cref="ConfigurationException">It may not listen there.</exception>
    public static async Task<WebServer> StartAsync(ServerOptions options, Content content, Action<WebApplication>? more = null)
    {
        CheckListen(options);
        var builder = WebApplication.CreateSlimBuilder();
        ProgramLog.Configure(builder.Logging);
        builder.WebHost.UseKestrelHttpsConfiguration().UseUrls(options.Listen).ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddOpenApi("v1");
        builder.Services
            .AddProblemDetails(problems => problems.CustomizeProblemDetails = context => Problem.AddCode(context.ProblemDetails));
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.Services
            .ConfigureHttpJsonOptions(json =>
                json.SerializerOptions.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        var app = builder.Build();
        app.Use(next => context => new AccessGuard(options).InvokeAsync(context, next));
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseWhen(context => context.Request.Path == "/api/v1/live",
            live => live.Use(next => context => FrameTap.InvokeAsync(context, next)));
        app.UseWebSockets(new() { KeepAliveInterval = TimeSpan.FromSeconds(15) });
        PageFiles.Use(app);
        MetricEndpoints.Map(app, content.Metrics, content.History);
        LiveEndpoint.Map(app, content.Hub, TimeSpan.FromMilliseconds(options.ViewerTimeoutMs), content.Stopping);
        content.Hub.Pipeline = () => PipelineEndpoint.Json(content);
        LayoutEndpoint.Map(app, content.Metrics, content.Layout);
        PipelineEndpoint.Map(app, content.Statistics, content.TimeZone, content.Alerts);
        HealthEndpoints.Map(app, content.Trouble, () => content.Statistics()?.FindNotices() ?? []);
        app.MapOpenApi();
        more?.Invoke(app);
        await app.StartAsync();
        return new(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    static void CheckListen(ServerOptions options)
    {
        if (!Uri.TryCreate(options.Listen.Replace("*", "any").Replace("+", "any"), UriKind.Absolute, out var uri)
            || uri.Scheme is not ("http" or "https"))
            throw new ConfigurationException($"Server:Listen is '{options.Listen}', expected an address such as http://127.0.0.1:5080");
        if (!uri.IsLoopback && options.Token.Length == 0)
            throw new ConfigurationException(
                $"Server:Listen is '{options.Listen}', which others can reach: set Server:Token (TALLY__Server__Token) or listen on "
                    + "127.0.0.1");
    }
}
