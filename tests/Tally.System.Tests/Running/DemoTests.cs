using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Tally.System.Tests.Repository;

namespace Tally.System.Tests.Running;

/// <summary>The demo as a user has it: one command, a screen in Chromium, kill -9, started again.</summary>
[Trait("Category", "long")]
public sealed class DemoTests(ITestOutputHelper output)
{
    static readonly string[] s_browserArguments =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_screen_shows_what_REST_has_and_it_grows()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/chromium"), "chromium is not installed");
        using var folder = new ScratchFolder();
        await using var tally = TallyProcess.Start(
            folder.Path,
            "demo",
            "--rate",
            "20",
            "--data",
            folder["data"],
            "--listen",
            "http://127.0.0.1:0"
        );
        await tally.WaitForAddressAsync();
        output.WriteLine($"listening after {tally.SinceStart.TotalSeconds:0.00} s");
        using var rest = new TallyApi(tally.Address);
        await rest.WaitForRowsAsync("gmv_today");
        output.WriteLine($"first GMV in REST after {tally.SinceStart.TotalSeconds:0.00} s");

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = "/usr/bin/chromium", Args = s_browserArguments }
        );
        var page = await browser.NewPageAsync(
            new()
            {
                ViewportSize = new() { Width = 1920, Height = 1080 },
                ReducedMotion = ReducedMotion.Reduce,
                Locale = "zh-CN",
            }
        );
        var errors = new List<string>();
        page.PageError += (_, error) => errors.Add(error);
        await page.GotoAsync(tally.Address.ToString());
        var gmv = page.GetByTestId("gmv-today");
        await gmv.WaitForAsync(new() { Timeout = 60_000 });
        var first = await ReadGmvAsync(gmv, "");
        output.WriteLine($"first GMV on the screen after {tally.SinceStart.TotalSeconds:0.00} s: {first}");

        await EqualsRestAsync(gmv, rest);
        var later = await ReadGmvAsync(gmv, first);
        Assert.True(
            decimal.Parse(later, global::System.Globalization.CultureInfo.InvariantCulture)
                > decimal.Parse(first, global::System.Globalization.CultureInfo.InvariantCulture),
            $"{first} then {later}"
        );
        if (Environment.GetEnvironmentVariable("TALLY_SCREENSHOT") is { } path)
        {
            await Task.Delay(TimeSpan.FromMinutes(6), Cancellation);
            await page.ScreenshotAsync(new() { Path = path });
        }
        Assert.Empty(errors);
        Assert.Equal(0, await tally.InterruptAsync());
    }

    [Fact]
    public async Task Killed_and_started_again_it_ends_with_the_numbers_of_an_uninterrupted_run()
    {
        using var folder = new ScratchFolder();
        var data = folder["data"];
        for (var kills = 0; kills < 2; kills++)
        {
            await using var demo = TallyProcess.Start(
                folder.Path,
                "demo",
                "--rate",
                "20",
                "--data",
                data,
                "--listen",
                "http://127.0.0.1:0"
            );
            await demo.WaitForAddressAsync();
            using var rest = new TallyApi(demo.Address);
            await rest.WaitForRowsAsync("gmv_today");
            await rest.WaitForAsync("/api/v1/pipeline", pipeline => pipeline.GetProperty("checkpointCount").GetInt64() > 0);
            await demo.KillAsync();
        }
        var interrupted = await RunToTheEndAsync(data, data);
        var uninterrupted = await RunToTheEndAsync(data, folder["fresh"]);
        Assert.Equal(uninterrupted.Keys, interrupted.Keys);
        foreach (var (metric, rows) in uninterrupted)
        {
            output.WriteLine($"{metric}: {rows.Count} rows");
            Assert.Equal(rows, interrupted[metric]);
        }
        Assert.NotEmpty(uninterrupted["gmv_today"]);
    }

    /// <summary>The rows of all metrics once everything in the files has gone through.</summary>
    static async Task<SortedDictionary<string, List<string>>> RunToTheEndAsync(string workingDirectory, string data)
    {
        await using var tally = TallyProcess.Start(
            workingDirectory,
            "run",
            Path.Combine(Checkout.Root, "pipelines/shop"),
            "--data",
            data,
            "--listen",
            "http://127.0.0.1:0"
        );
        await tally.WaitForAddressAsync();
        using var rest = new TallyApi(tally.Address);
        await rest.WaitForQuietAsync();
        var all = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var metric in (await rest.GetAsync("/api/v1/metrics")).EnumerateArray())
        {
            var name = metric.GetProperty("name").GetString()!;
            var rows = (await rest.GetAsync($"/api/v1/metrics/{name}/rows?window=all")).GetProperty("rows");
            all[name] = [.. rows.EnumerateArray().Select(row => row.GetRawText()).Order(StringComparer.Ordinal)];
        }
        Assert.Equal(0, await tally.InterruptAsync());
        return all;
    }

    /// <summary>The number on the screen once it differs from <paramref name="before"/>.</summary>
    static async Task<string> ReadGmvAsync(ILocator gmv, string before)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            var value = await gmv.GetAttributeAsync("data-value") ?? "";
            if (value.Length > 0 && value != before) return value;
            await Task.Delay(100, Cancellation);
        }
        throw new TimeoutException($"the screen still shows '{before}' after a minute");
    }

    /// <summary>
    /// The screen shows one moment of each second and REST the newest one, so REST is asked again and again: what the screen shows, to the
    /// cent, must be among what REST has said.
    /// </summary>
    static async Task EqualsRestAsync(ILocator gmv, TallyApi rest)
    {
        var said = new HashSet<decimal>();
        for (var tries = 0; tries < 3000; tries++)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
            var answer = await rest.GetAsync("/api/v1/metrics/gmv_today/rows");
            var cell = answer.GetProperty("rows")[0][2];
            said.Add(Parse(cell.ValueKind == JsonValueKind.String ? cell.GetString()! : cell.GetRawText()));
            if (said.Count > 3 && said.Contains(Parse((await gmv.GetAttributeAsync("data-value"))!))) return;
        }
        throw new TimeoutException(
            $"the screen shows {await gmv.GetAttributeAsync("data-value")}, REST said {string.Join(", ", said.TakeLast(20))}");
    }

    static decimal Parse(string number) => decimal.Parse(number, global::System.Globalization.CultureInfo.InvariantCulture);
}
