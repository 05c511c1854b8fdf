using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tally.Log;

namespace Tally.Host.Http;

/// <summary>Shows the newest records of a topic as lines of JSON, and with follow=true those that come. For people who watch: whoever is
/// too slow misses some and is told how many.</summary>
sealed class RecordsEndpoint(ILog log, TimeProvider clock, CancellationToken stopping)
{
    const int MostAtOnce = 500, PauseMs = 100;

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/topics/{topic}/records",
            (string topic, int? last, bool? follow, HttpContext context) =>
                ShowAsync(topic, Math.Clamp(last ?? 10, 0, MostAtOnce), follow ?? false, context))
            .WithName("showRecords")
            .WithSummary(
                "The newest records of each partition as lines of JSON: partition, offset, at, record; follow=true goes on with those "
                    + "that come, and tells with skipped how many were left out.")
            .Produces(StatusCodes.Status200OK, contentType: "application/x-ndjson").ProducesProblem(StatusCodes.Status404NotFound);

    async Task ShowAsync(string topic, int last, bool follow, HttpContext context)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var known = await log.ListTopicsAsync(ended.Token);
        if (!known.Contains(topic))
        {
            await Problem.NotFound("topic", topic, known).ExecuteAsync(context);
            return;
        }
        var partitions = (await log.OpenTopicAsync(topic, cancellation: ended.Token)).Partitions;
        var offsets = partitions.Select(partition => Math.Max(partition.StartOffset, partition.EndOffset - last)).ToArray();
        context.Response.ContentType = "application/x-ndjson";
        try
        {
            do
            {
                for (var i = 0; i < partitions.Count; i++)
                    offsets[i] = await ShowAsync(partitions[i], offsets[i], context.Response.Body, ended.Token);
                if (follow) await Task.Delay(TimeSpan.FromMilliseconds(PauseMs), clock, ended.Token);
            }
            while (follow);
        }
        catch (OperationCanceledException)
        {
            // Whoever watched has gone, or the program ends.
        }
    }

    // Returns where to go on.
    static async Task<long> ShowAsync(IPartition partition, long offset, Stream output, CancellationToken cancellation)
    {
        if (partition.EndOffset <= offset) return offset;
        var from = Math.Max(offset, partition.EndOffset - MostAtOnce);
        using var reader = partition.OpenReader(from);
        var block = new RecordBlock();
        var lines = new MemoryStream();
        if (from > offset) Line(lines, json =>
        {
            json.WriteNumber("partition", partition.Index);
            json.WriteNumber("skipped", from - offset);
        });
        var left = MostAtOnce;
        while (left > 0 && reader.TryRead(block, left))
        {
            for (var i = 0; i < block.Count; i++) Record(lines, partition.Index, block, i);
            left -= block.Count;
        }
        await output.WriteAsync(lines.GetBuffer().AsMemory(0, (int)lines.Length), cancellation);
        await output.FlushAsync(cancellation);
        return reader.Offset;
    }

    static void Record(Stream lines, int partition, RecordBlock block, int index) => Line(lines, json =>
    {
        json.WriteNumber("partition", partition);
        json.WriteNumber("offset", block.Positions[index]);
        json.WriteString("at", DateTimeOffset.FromUnixTimeMilliseconds(block.TimestampsMs[index]));
        var value = block.Value(index);
        if (System.Text.Unicode.Utf8.IsValid(value)) json.WriteString("record", value);
        else json.WriteBase64String("recordBase64", value);
    });

    static void Line(Stream lines, Action<Utf8JsonWriter> write)
    {
        using (var json =
            new Utf8JsonWriter(lines, new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        lines.WriteByte((byte)'\n');
    }
}
