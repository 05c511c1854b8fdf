using System.Text.Json;

namespace Tally.System.Tests.Running;

/// <summary>The simulated shop as the command line gives it.</summary>
public sealed class SimulateTests
{
    [Theory]
    [InlineData("orders", "json")]
    [InlineData("orders", "order-log")]
    [InlineData("access", "combined")]
    public async Task Same_seed_gives_the_same_bytes(string kind, string format)
    {
        using var folder = new ScratchFolder();
        foreach (var name in (string[])["a", "b"])
            Assert.Equal(
                (0, ""),
                await TallyProcess.RunAsync(
                    folder.Path,
                    "simulate",
                    kind,
                    "--count",
                    "5000",
                    "--seed",
                    "7",
                    "--format",
                    format,
                    "--out",
                    name
                )
            );
        Assert.Equal(
            (0, ""),
            await TallyProcess.RunAsync(folder.Path, "simulate", kind, "--count", "5000", "--seed", "8", "--format", format, "--out", "c")
        );
        var bytes = await File.ReadAllBytesAsync(folder["a"], TestContext.Current.CancellationToken);
        Assert.Equal(5000, bytes.Count(each => each == '\n'));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(folder["b"], TestContext.Current.CancellationToken));
        Assert.NotEqual(bytes, await File.ReadAllBytesAsync(folder["c"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Access_log_tells_the_story_of_the_orders()
    {
        using var folder = new ScratchFolder();
        await TallyProcess.RunAsync(folder.Path, "simulate", "orders", "--count", "3000", "--rate", "50", "--out", "orders");
        await TallyProcess.RunAsync(folder.Path, "simulate", "access", "--count", "60000", "--rate", "50", "--out", "access");
        var bad = 0;
        var ordered = new Dictionary<string, int>();
        foreach (var line in File.ReadLines(folder["orders"]))
        {
            try
            {
                var order = JsonDocument.Parse(line).RootElement;
                var key = $"{order.GetProperty("user_id")} {order.GetProperty("product_id")}";
                ordered[key] = ordered.GetValueOrDefault(key) + 1;
            }
            catch (JsonException)
            {
                bad++;
            }
        }
        Assert.InRange(bad, 1, 30);
        var access = await File.ReadAllTextAsync(folder["access"], TestContext.Current.CancellationToken);
        var told = ordered.Keys.Count(key =>
            access.Contains($"- {key.Split(' ')[0]} [", StringComparison.Ordinal)
            && access.Contains($"POST /order/{key.Split(' ')[1]} ", StringComparison.Ordinal)
        );
        // The longer log covers the shorter one; friends who order again and again leave but one key.
        Assert.True(told >= ordered.Count * 0.9, $"{told} of {ordered.Count} orders are in the access log");
    }

    [Fact]
    public async Task Wrong_use_is_told_with_status_2()
    {
        using var folder = new ScratchFolder();
        var (status, output) = await TallyProcess.RunAsync(folder.Path, "simulate", "orders", "--rate", "0");
        Assert.Equal(2, status);
        Assert.Contains("--rate is 0", output);
    }
}
