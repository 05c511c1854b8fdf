using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tally.Results;

namespace Tally.Host.Http;

/// <summary>Takes what was arranged by hand on the page.</summary>
static class LayoutEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, MetricCatalog metrics, LayoutFile? file) =>
        routes.MapPut("/api/v1/layout", (MetricLayout[] layouts) => Save(metrics, file, layouts))
            .WithName("arrangeScreen")
            .WithSummary("Writes the places of metrics into their comments, or beside the data where their files cannot be written.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    static IResult Bad(string detail) => Problem.Of(StatusCodes.Status400BadRequest, "bad-request", detail);

    static IResult Save(MetricCatalog metrics, LayoutFile? file, MetricLayout[] layouts)
    {
        if (file is null)
            return Problem.Of(StatusCodes.Status503ServiceUnavailable, "no-layout", "arrange the screen where the engine runs");
        foreach (var layout in layouts)
        {
            var known = metrics.Tables.Select(table => table.Metric.Name);
            if (metrics.Find(layout.Metric) is null) return Problem.NotFound("metric", layout.Metric, known);
            if (layout.Place is { } place && !place.IsInside())
                return Bad($"the place of {layout.Metric} is outside {MetricPlace.Columns} × {MetricPlace.Rows} cells");
            if (layout.Screen.AsSpan().ContainsAny('\r', '\n')) return Bad($"the screen of {layout.Metric} is more than one line");
        }
        try
        {
            file.Save(layouts);
            return Microsoft.AspNetCore.Http.Results.NoContent();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Problem.Of(StatusCodes.Status503ServiceUnavailable, "not-written", $"the layout cannot be written: {error.Message}");
        }
    }
}
