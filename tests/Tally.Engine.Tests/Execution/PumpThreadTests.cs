using Tally.Engine.Connectors;
using Tally.Engine.Columns;
using Tally.Engine.Execution.Live;
using Xunit;

namespace Tally.Engine.Tests.Execution;

/// <summary>Which threads a live run has, by the names that the operating system shows.</summary>
public sealed class PumpThreadTests
{
    const string Count = "SELECT category, COUNT(*) AS n FROM orders GROUP BY category;";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pump_has_a_named_thread_of_its_own_for_as_long_as_it_runs()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads the names of threads in /proc");
        await using var shop = new LiveShop();
        var results = new LiveResults();
        await using (var run =
            await shop.OpenAsync(LiveShop.Orders.Replace("orders (", "pumped (") + Count.Replace("orders", "pumped"), results))
        {
            var running = run.RunAsync(Cancellation);
            await shop.AppendAsync("orders", LiveShop.Lines(700));
            await results.WhenAsync("q0", 7).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
            // It has waited for records at least once, which an asynchronous method would have left the thread for.
            Assert.Single(ThreadNames(), name => name == "tally pump pump");
        }
        Assert.DoesNotContain("tally pump pump", ThreadNames());
    }

    // The kernel keeps 15 characters of a name.
    static IEnumerable<string> ThreadNames() => Directory.EnumerateDirectories("/proc/self/task").Select(NameOf).OfType<string>();

    static string? NameOf(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "comm")).TrimEnd('\n');
        }
        catch (IOException)
        {
            return null; // it has just ended
        }
    }
}
