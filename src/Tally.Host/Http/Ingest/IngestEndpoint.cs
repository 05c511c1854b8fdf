using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tally.Engine.Columns;
using Tally.Host.Configuration;
using Tally.Log.Batches;
using Tally.Log;
using Tally.Results;

namespace Tally.Host.Http.Ingest;

/// <summary>Takes records through HTTP, from programs and from other Tallys; docs/formats/http-ingest.md is its contract.</summary>
sealed class IngestEndpoint(ILog log, IngestOptions options, TimeProvider clock)
{
    const string FramedType = "application/x-tally-records";
    const int MaxSourceBytes = 1024;

    readonly IngestRate _rate = new(options, clock);
    int _next;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/topics/{topic}/records",
            (string topic, int? partition, HttpContext context) => TakeAsync(topic, partition, context))
            .WithName("appendRecords")
            .WithSummary(
                "Appends records, one a line; per-line verdicts; repeats by Tally-Source and Tally-Position are acknowledged and not "
                    + "stored.")
            .Accepts<string>("application/x-ndjson", "application/json", "text/plain", FramedType).Produces<IngestAnswer>()
            .ProducesProblem(413).ProducesProblem(429).ProducesProblem(503);
        routes.MapGet("/api/v1/topics/{topic}/positions",
            (string topic, string source, int? partition, CancellationToken cancellation) =>
                PositionAsync(topic, source, partition, cancellation))
            .WithName("lastPosition").WithSummary("The highest position stored of a source, -1 when there is none.");
    }

    async Task<IResult> TakeAsync(string topic, int? partition, HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = options.MaxBodyBytes;
        try
        {
            var source = SourceOf(context.Request);
            if (await RequestBody.ReadAsync(context.Request, options.MaxBodyBytes, context.RequestAborted) is not { } body)
                return Problem.Of(StatusCodes.Status413PayloadTooLarge, "too-large",
                    $"the body is longer than {options.MaxBodyBytes} bytes: send less at once");
            var (records, rejected) = Read(context.Request, body, source);
            if (_rate.TryTake(context.Connection.RemoteIpAddress?.ToString() ?? "", records.Count) is { } wait)
                return TooMany(context, wait);
            return await StoreAsync(topic, partition, source, records, rejected, context.RequestAborted);
        }
        catch (Exception error) when (error is InvalidDataException or BadRequestException)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "bad-request", error.Message);
        }
        catch (BadHttpRequestException error)
        {
            return Problem.Of(error.StatusCode, error.StatusCode == 413 ? "too-large" : "bad-request", error.Message);
        }
        catch (LogException error)
        {
            return Refuse(context, error);
        }
    }

    async Task<IResult> StoreAsync(string topic, int? partition, string? source, RecordBlock records, List<RejectedLine> rejected,
        CancellationToken cancellation)
    {
        var target = Choose(await log.OpenTopicAsync(topic, cancellation: cancellation), partition, source);
        var result = records.Count == 0 ? new(-1, 0, 0) : await target.AppendAsync(source, records, cancellation);
        return Microsoft.AspNetCore.Http.Results
            .Ok(new IngestAnswer(target.Index, result.BaseOffset, result.Accepted, result.Duplicate, rejected));
    }

    (RecordBlock Records, List<RejectedLine> Rejected) Read(HttpRequest request, ReadOnlyMemory<byte> body, string? source)
    {
        var type = (request.ContentType ?? "").Split(';')[0].Trim();
        if (type == FramedType)
        {
            var records = new RecordBlock();
            RecordFraming.Decode(body.Span, records);
            return (records, []);
        }
        var given = request.Headers["Tally-Position"].ToString();
        if (source is not null && given.Length == 0)
            throw new BadRequestException("Tally-Source is there and Tally-Position is not: send the position of the first line");
        var position = 0L;
        if (given.Length > 0 && (!long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out position)))
            throw new BadRequestException($"Tally-Position is '{given}', expected a whole number from 0");
        return LineBody.Read(body, position, isJson: type != "text/plain", options.MaxLineBytes);
    }

    async Task<IResult> PositionAsync(string topic, string source, int? partition, CancellationToken cancellation)
    {
        try
        {
            var target = Choose(await log.OpenTopicAsync(topic, cancellation: cancellation), partition, source);
            return Microsoft.AspNetCore.Http.Results
                .Ok(new PositionAnswer(target.Index, await target.LastPositionAsync(source, cancellation)));
        }
        catch (BadRequestException error)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "bad-request", error.Message);
        }
        catch (LogException error)
        {
            return Problem.Of(StatusOf(error), "log", error.Message);
        }
    }

    /// <summary>The same source always the same partition; without a source one after the other.</summary>
    IPartition Choose(ITopic topic, int? partition, string? source)
    {
        var count = topic.Partitions.Count;
        if (partition is { } wanted)
            return wanted >= 0 && wanted < count
                ? topic.Partitions[wanted]
                : throw new BadRequestException($"partition is {wanted}, the topic has {count}");
        var index = source is null ? (uint)Interlocked.Increment(ref _next) : ByteHash.Of(System.Text.Encoding.UTF8.GetBytes(source));
        return topic.Partitions[(int)(index % (uint)count)];
    }

    static string? SourceOf(HttpRequest request)
    {
        var given = request.Headers["Tally-Source"].ToString();
        if (given.Length == 0) return null;
        var source = Uri.UnescapeDataString(given);
        return System.Text.Encoding.UTF8.GetByteCount(source) <= MaxSourceBytes
            ? source
            : throw new BadRequestException($"Tally-Source is longer than {MaxSourceBytes} bytes");
    }

    static IResult TooMany(HttpContext context, TimeSpan wait)
    {
        context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Problem.Of(StatusCodes.Status429TooManyRequests, "too-many",
            "more records a second than are allowed: wait as Retry-After says");
    }

    static IResult Refuse(HttpContext context, LogException error)
    {
        var status = StatusOf(error);
        if (status == StatusCodes.Status503ServiceUnavailable) context.Response.Headers.RetryAfter = "5";
        return Problem.Of(status, "log", error.Message);
    }

    static int StatusOf(LogException error) =>
        error.Kind == LogErrorKind.Invalid ? StatusCodes.Status404NotFound : StatusCodes.Status503ServiceUnavailable;
}

/// <summary>What became of the records of a request.</summary>
sealed record IngestAnswer(int Partition, long BaseOffset, int Accepted, int Duplicate, IReadOnlyList<RejectedLine> Rejected);

/// <summary>How far a source has come.</summary>
sealed record PositionAnswer(int Partition, long Position);
