using System.CommandLine;
using Tally.Host.Http;
using Tally.Host.Sessions;
using Tally.Host.Watching;

namespace Tally.Host.Commands;

/// <summary>tally top: live rates, lag, watermark and state of a running Tally in the terminal.</summary>
static class TopCommand
{
    public static Command Create()
    {
        var url = new Option<string>("--url") { Description = "The running Tally", DefaultValueFactory = _ => "http://127.0.0.1:5080" };
        var count =
            new Option<int?>("--count") { Description =
            "Show it that many times, once a second; default: until stopped on a terminal, once elsewhere" };
        var command = new Command("top", "Shows rates, lag, watermark and state of a running Tally") { url, count };
        command.SetAction((result, cancellation) =>
            result.GetValue(count) < 1 ? Task.FromResult(ExitStatus.Wrong("--count expects a number from 1"))
            : Failures.CatchAsync(() => ShowAsync(result.GetValue(url)!, result.GetValue(count), cancellation)));
        return command;
    }

    static async Task ShowAsync(string url, int? count, CancellationToken cancellation)
    {
        using var client = new TallyClient(url);
        using var screen = new Screen();
        var page = new PipelinePage(screen);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), TimeProvider.System);
        try
        {
            for (var left = count ?? (screen.IsTerminal ? int.MaxValue : 1); left > 0; left--)
            {
                screen.Show(page.Lines(await client.GetAsync<PipelineAnswer>("/api/v1/pipeline", cancellation)
                    ?? throw new InvalidDataException($"{url} is no Tally")));
                if (left > 1 && !await timer.WaitForNextTickAsync(cancellation)) break;
            }
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how one leaves.
        }
    }
}
