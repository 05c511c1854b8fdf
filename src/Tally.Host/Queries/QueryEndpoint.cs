using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tally.Engine.Sql;
using Tally.Host.Configuration;
using Tally.Host.Http;
using Tally.Log;

namespace Tally.Host.Queries;

/// <summary>Answers POST /api/v1/query: a bounded, read-only query over the retained log.</summary>
/// <param name="pipeline">The pipeline's statements as they were at the start.</param>
sealed class QueryEndpoint(ILog log, IReadOnlyList<SourceText> pipeline, QueryOptions options, TimeProvider clock)
{
    readonly SemaphoreSlim _places = new(Math.Max(1, options.MaxConcurrent));

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/query", (QueryRequest request, HttpContext context) => AnswerAsync(request, context))
        .WithName("query")
        .WithSummary(
            "Runs a SELECT over the topics of the pipeline's tables, up to what the log holds now, and answers with lines of JSON: "
                + "columns, row, progress, done or error.")
        .Produces(StatusCodes.Status200OK, contentType: "application/x-ndjson").ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status429TooManyRequests);

    async Task AnswerAsync(QueryRequest request, HttpContext context)
    {
        if (!await _places.WaitAsync(0))
        {
            context.Response.Headers.RetryAfter = "5";
            await Problem.Of(StatusCodes.Status429TooManyRequests, "too-many-queries",
                $"{options.MaxConcurrent} queries are running: try again when one has ended").ExecuteAsync(context);
            return;
        }
        try
        {
            if (Prepare(request, out var refusal) is not { } query)
            {
                await refusal!.ExecuteAsync(context);
                return;
            }
            context.Response.ContentType = "application/x-ndjson";
            // Not on the server's threads: the engine computes for long stretches.
            await Task.Factory
                .StartNew(() => new QueryAnswer(query, options, clock).WriteAsync(log, context.Response.Body, context.RequestAborted),
                    context.RequestAborted, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked has gone.
        }
        finally
        {
            _places.Release();
        }
    }

    PipelineQuery? Prepare(QueryRequest request, out IResult? refusal)
    {
        refusal = null;
        try
        {
            return new PipelineQuery(pipeline, request);
        }
        catch (SqlException error)
        {
            refusal = Problem.Of(StatusCodes.Status400BadRequest, "bad-sql", ErrorReport.Render(error.Errors));
            return null;
        }
    }
}
