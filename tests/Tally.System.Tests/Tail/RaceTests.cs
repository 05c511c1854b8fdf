namespace Tally.System.Tests.Tail;

/// <summary>A program that writes and rotates while the source looks.</summary>
public sealed class RaceTests
{
    [Fact]
    public async Task Renames_during_a_listing_lose_and_repeat_nothing_flume_3320()
    {
        await using var logs = new Follower();
        var writer = Task.Run(() => Write(logs), TestContext.Current.CancellationToken);
        while (!writer.IsCompleted) await logs.PollAsync();
        await writer;
        await logs.PollAsync();
        await logs.PollAsync();
        Assert.Equal(Enumerable.Range(0, 3000).Select(number => $"line {number:D6}"), logs.Lines.Order(StringComparer.Ordinal));
    }

    static void Write(Follower logs)
    {
        var files = 0;
        for (var number = 0; number < 3000; number++)
        {
            logs.Append("app.log", $"line {number:D6}\n");
            if (number % 100 != 99) continue;
            for (var old = files; old > 0; old--) logs.Rename($"app.log.{old}", $"app.log.{old + 1}");
            logs.Rename("app.log", "app.log.1");
            files++;
        }
    }
}
