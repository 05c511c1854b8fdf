using System.CommandLine;
using System.Text.Json;
using Tally.Host.Sessions;
using Tally.Host.Watching;

namespace Tally.Host.Commands;

/// <summary>tally tap TOPIC|METRIC: watches the records of a topic or the rows of a metric pass.</summary>
static class TapCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "A metric or a topic" };
        var url = new Option<string>("--url") { Description = "The running Tally", DefaultValueFactory = _ => "http://127.0.0.1:5080" };
        var count = new Option<int?>("--count") { Description = "Ends after that many records, or states of a metric" };
        var command = new Command("tap", "Watches records of a topic, or rows of a metric, pass") { name, url, count };
        command.SetAction((result, cancellation) =>
            result.GetValue(count) < 1 ? Task.FromResult(ExitStatus.Wrong("--count expects a number from 1"))
            : Failures.CatchAsync(() =>
                WatchAsync(result.GetRequiredValue(name), result.GetValue(url)!, result.GetValue(count) ?? int.MaxValue, cancellation)));
        return command;
    }

    static async Task WatchAsync(string name, string url, int count, CancellationToken cancellation)
    {
        using var client = new TallyClient(url);
        using var screen = new Screen();
        var metrics = await client.GetAsync<JsonElement>("/api/v1/metrics", cancellation);
        try
        {
            if (metrics.EnumerateArray().Any(metric => metric.GetProperty("name").GetString() == name))
                await MetricAsync(client, screen, name, count, cancellation);
            else if (await client.LinesAsync($"/api/v1/topics/{Uri.EscapeDataString(name)}/records?follow=true&last={Math.Min(count, 10)}",
                cancellation) is { } lines) await TopicAsync(screen, lines, count);
            else
                throw new InvalidDataException(
                    $"there is no metric and no topic '{name}' at {url}; metrics are: "
                        + $"{string.Join(", ", metrics.EnumerateArray().Select(metric => metric.GetProperty("name").GetString()))}");
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how one leaves.
        }
    }

    // On a terminal the newest state, like a small screen; elsewhere a line of JSON for each state.
    static async Task MetricAsync(TallyClient client, Screen screen, string name, int count, CancellationToken cancellation)
    {
        await foreach (var state in client.FollowAsync(name, cancellation))
        {
            if (screen.IsTerminal) screen.Show(Page(screen, name, state));
            else Console.Out.WriteLine(state.GetRawText());
            if (--count == 0) return;
        }
    }

    static IEnumerable<string> Page(Screen screen, string name, JsonElement state)
    {
        var isFinal = state.GetProperty("final").GetBoolean();
        yield return $"{screen.Paint(name, 1)}  as of {state.GetProperty("asOf").GetDateTimeOffset().ToLocalTime():HH:mm:ss.f}"
            + $"{(isFinal ? "  final" : "")}";
        yield return "";
        var table = new TextTable([.. state.GetProperty("columns").EnumerateArray().Select(column => column.GetString()!)]);
        foreach (var row in state.GetProperty("rows").EnumerateArray().Take(200))
            table.Add([.. row.EnumerateArray().Select(cell => cell.ToString())]);
        foreach (var line in table.Lines(screen.Width)) yield return line;
    }

    static async Task TopicAsync(Screen screen, IAsyncEnumerable<string> lines, int count)
    {
        await foreach (var line in lines)
        {
            var record = JsonDocument.Parse(line).RootElement;
            if (record.TryGetProperty("skipped", out var skipped))
            {
                Console.Error.WriteLine(screen.Paint($"… {skipped.GetInt64()} records passed too fast to show", 2));
                continue;
            }
            var text =
                record.TryGetProperty("record", out var value) ? value.GetString()! : record.GetProperty("recordBase64").GetString()!;
            Console.Out
                .WriteLine(screen.IsTerminal
                    ? $"{screen.Paint($"{record.GetProperty("partition").GetInt32()}/{record.GetProperty("offset").GetInt64()}", 2)} {text}"
                    : text);
            if (--count == 0) return;
        }
    }
}
