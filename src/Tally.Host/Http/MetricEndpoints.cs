using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tally.Results;
using Tally.Results.History;
using Tally.Results.Live;
using Tally.Engine.Connectors.Stores;
using Tally.Engine.Planning;

namespace Tally.Host.Http;

/// <summary>The metrics and their rows through REST.</summary>
static class MetricEndpoints
{
    static readonly string[] s_parameters = ["window", "from", "to", "where", "order", "limit", "windows", "by"];

    public static void Map(IEndpointRouteBuilder routes, MetricCatalog metrics, IHistory? history)
    {
        routes.MapGet("/api/v1/metrics",
            () => metrics.Tables.Select(table => MetricDescription.Of(table.Metric, metrics.LayoutOf(table.Metric))))
            .WithName("listMetrics").WithSummary("The metrics with title, unit, chart, window and columns.");
        routes.MapGet("/api/v1/metrics/{name}/rows",
            (HttpRequest request, string name, string? window, string? from, string? to, string[]? where, string? order, int? limit,
                int? windows, string? by, CancellationToken cancellation) =>
                QueryParameters.Problem(request, s_parameters) is { } problem ? Task.FromResult(problem)
                    : RowsAsync(metrics, history, name, window, from, to, where, order, limit, windows, by, cancellation))
            .WithName("readMetric")
            .WithSummary(
                "Rows of a metric: window=latest|all|START, from, to, where=column:value, order=-column, limit, windows=N newest ones, "
                    + "by=column that the limit counts.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json").ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    static async Task<IResult> RowsAsync(MetricCatalog metrics, IHistory? history, string name, string? window, string? from, string? to,
        string[]? where, string? order, int? limit, int? windows, string? by, CancellationToken cancellation)
    {
        if (metrics.Find(name) is not { } table) return Problem.NotFound("metric", name, metrics.Tables.Select(known => known.Metric.Name));
        if (limit is < 0) return Problem.Of(StatusCodes.Status400BadRequest, "bad-request", $"limit is {limit}, expected a number from 0");
        if (windows is < 1)
            return Problem.Of(StatusCodes.Status400BadRequest, "bad-request", $"windows is {windows}, expected a number from 1");
        (string, string?)[] conditions = [.. (where ?? []).Select(CutRequest.WhereOf)];
        var ranged = from is not null || to is not null;
        try
        {
            var rows = await HistoryReader.ReadAsync(table, history, new(window ?? (ranged
                ? "all"
                : "latest"), from, to, conditions, order, limit, windows, by), cancellation);
            return Microsoft.AspNetCore.Http.Results.Bytes(ResultJson.Write(rows), "application/json");
        }
        catch (StoreException error)
        {
            return Problem.Of(StatusCodes.Status503ServiceUnavailable, "history-away", error.Message);
        }
        catch (BadRequestException error)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "bad-request", error.Message);
        }
    }
}

/// <summary>A metric as GET /api/v1/metrics shows it.</summary>
sealed record MetricDescription(string Name, string Title, string Unit, string Chart, string UnknownChart, MetricWindow Window,
    string Screen, MetricPlace? Place, bool Hidden, IReadOnlyList<MetricColumnDescription> Columns)
{
    public static MetricDescription Of(MetricDefinition metric, MetricLayout layout) =>
        new(metric.Name, metric.Title, metric.Unit, metric.Chart, metric.UnknownChart, metric.Window, layout.Screen, layout.Place,
            layout.Hidden, [.. metric.Columns.Select(MetricColumnDescription.Of)]);
}

/// <summary>A column of a metric.</summary>
/// <param name="Sum">Whether its values add up over rows.</param>
sealed record MetricColumnDescription(string Name, string Type, [property: JsonConverter(typeof(LowerCaseEnumConverter))] ColumnRole Role,
    string Unit, string Label, bool Sum)
{
    public static MetricColumnDescription Of(MetricColumn column) =>
        new(column.Name, column.Type.ToString(), column.Role, column.Unit, column.Label, column.IsSum);
}

/// <summary>Writes enumeration members in lower case.</summary>
sealed class LowerCaseEnumConverter() : JsonStringEnumConverter(System.Text.Json.JsonNamingPolicy.CamelCase);
