using static Tally.System.Tests.Tail.CollectionFindingTests;

namespace Tally.System.Tests.Tail;

/// <summary>Rotation by every form while nobody looks, with a path that names only the live file; what is found nowhere is told (collection
/// 17, 18).</summary>
public sealed class RotatedWhileDownTests
{
    [Theory]
    [InlineData("app.log", "app.log.1")]
    [InlineData("app.log", "app.log-20251130")]
    [InlineData("app.log", "app-2025-11-30.log")]
    [InlineData("app.log", "old/app.log")]
    [InlineData("app.log", "anything else")]
    [InlineData("app.log", "app.log.1.gz")]
    [InlineData("app.log", "old/app.log-20251130.gz")]
    [InlineData("access-*.log", "access-1.log.gz", "access-1.log")]
    public async Task The_unread_end_is_found(string pattern, string rotated, string live = "app.log")
    {
        await using var logs = new Follower(pattern);
        Directory.CreateDirectory(logs["old"]);
        logs.Append(live, Lines("a", 15));
        await logs.PollAsync();
        await logs.StopAsync();
        logs.Append(live, Lines("b", 5));
        if (rotated.EndsWith(".gz", StringComparison.Ordinal)) PackedTests.Pack(logs, live, rotated);
        else logs.Rename(live, rotated);
        logs.Append(pattern.Replace('*', '2'), Lines("c", 5));
        await logs.StartAsync();
        for (var look = 0; look < 5; look++) await logs.PollAsync();
        Assert.Equal(Lines("a", 15) + Lines("b", 5) + Lines("c", 5),
            string.Concat(logs.Lines.Order(StringComparer.Ordinal).OrderBy(line => line[0]).ThenBy(line => int.Parse(line[1..], null))
                .Select(line => line + "\n")));
        logs.Clock.Advance(TimeSpan.FromMinutes(1));
        for (var look = 0; look < 3; look++) await logs.PollAsync();
        Assert.Equal(25, logs.Lines.Count);
        Assert.Empty(logs.Losses);
    }

    [Fact]
    public async Task Generations_that_came_and_went_in_between_are_read_whole()
    {
        await using var logs = new Follower("app.log");
        logs.Append("app.log", Lines("a", 15));
        await logs.PollAsync();
        await logs.StopAsync();
        await Task.Delay(20, TestContext.Current.CancellationToken);
        logs.Append("app.log", Lines("b", 5));
        logs.Rename("app.log", "app.log.2");
        logs.Append("app.log.1", Lines("c", 7));
        logs.Append("app.log", Lines("d", 3));
        logs.Append("app.log.txt", "not ours\n");
        await logs.StartAsync();
        for (var look = 0; look < 4; look++) await logs.PollAsync();
        Assert.Equal(30, logs.Lines.Count);
        Assert.DoesNotContain("not ours", logs.Lines);
    }

    [Fact]
    public async Task Links_of_containers_lead_to_the_rotated_file()
    {
        await using var logs = new Follower("containers/*.log");
        foreach (var folder in (string[])["containers", "pods", "lib"]) Directory.CreateDirectory(logs[folder]);
        File.CreateSymbolicLink(logs["containers/shop.log"], logs["pods/0.log"]);
        File.CreateSymbolicLink(logs["pods/0.log"], logs["lib/0.log"]);
        logs.Append("lib/0.log", Lines("a", 15));
        await logs.PollAsync();
        await logs.StopAsync();
        logs.Append("lib/0.log", Lines("d", 5));
        logs.Rename("lib/0.log", "lib/0.log.20251130-120000");
        logs.Append("lib/0.log", Lines("e", 5));
        await logs.StartAsync();
        for (var look = 0; look < 4; look++) await logs.PollAsync();
        Assert.Equal(25, logs.Lines.Count);
    }

    [Fact]
    public async Task A_link_that_was_swung_to_the_next_file()
    {
        await using var logs = new Follower("current.log");
        logs.Append("app-10.log", Lines("a", 10));
        File.CreateSymbolicLink(logs["current.log"], logs["app-10.log"]);
        await logs.PollAsync();
        await logs.StopAsync();
        logs.Append("app-10.log", Lines("b", 5));
        logs.Append("app-11.log", Lines("c", 5));
        File.Delete(logs["current.log"]);
        File.CreateSymbolicLink(logs["current.log"], logs["app-11.log"]);
        await logs.StartAsync();
        for (var look = 0; look < 4; look++) await logs.PollAsync();
        Assert.Equal(20, logs.Lines.Count);
    }

    [Fact]
    public async Task What_is_found_nowhere_is_told_with_the_bytes_that_are_known()
    {
        await using var logs = new Follower("app.log");
        logs.Append("app.log", Lines("a", 10));
        await logs.PollAsync();
        logs.Append("app.log", Lines("b", 10));
        await logs.LookAsync();
        await logs.StopAsync();
        File.Delete(logs["app.log"]);
        logs.Append("app.log", Lines("c", 5));
        await logs.StartAsync();
        for (var look = 0; look < 3; look++) await logs.PollAsync();
        Assert.Empty(logs.Losses);
        logs.Clock.Advance(TimeSpan.FromMinutes(1));
        await logs.PollAsync();
        Assert.Equal(30, logs.LostBytes);
        Assert.Contains("app.log is not to be found any more, under whatever name: 30 bytes of it were not read",
            Assert.Single(logs.Losses));
    }

    [Fact]
    public async Task A_rotated_file_that_was_read_and_deleted_is_no_loss()
    {
        await using var logs = new Follower();
        logs.Append("app.log.1", Lines("a", 10));
        logs.Append("app.log", Lines("b", 10));
        File.SetLastWriteTimeUtc(logs["app.log.1"], DateTime.UtcNow.AddDays(-1));
        await logs.PollAsync();
        await logs.StopAsync();
        File.Delete(logs["app.log.1"]);
        await logs.StartAsync();
        await logs.PollAsync();
        logs.Clock.Advance(TimeSpan.FromMinutes(1));
        await logs.PollAsync();
        Assert.Empty(logs.Losses);
        Assert.Equal(20, logs.Lines.Count);
    }

    [Theory]
    [InlineData("*/app.log", "web/app.log", "web/other.log")]
    [InlineData("**/app.log", "a/b/app.log", "a/b/other.log")]
    [InlineData("**/*.log", "app.log", "app.txt")]
    [InlineData("{app,web}.log", "web.log", "api.log")]
    [InlineData("app[0-9].log", "app7.log", "appx.log")]
    [InlineData("app[!0-9].log", "appx.log", "app7.log")]
    public async Task Patterns_name_folders_choices_and_characters_18(string pattern, string taken, string left)
    {
        await using var logs = new Follower(pattern);
        foreach (var path in (string[])[taken, left]) Directory.CreateDirectory(Path.GetDirectoryName(logs[path])!);
        logs.Append(taken, "a\n");
        logs.Append(left, "b\n");
        await logs.PollAsync();
        Assert.Equal(["a"], logs.Lines);
        Assert.Empty(logs.Notices);
    }

    [Fact]
    public async Task A_path_without_a_file_is_told_until_there_is_one_18()
    {
        await using var logs = new Follower("typo.log");
        logs.Append("app.log", "a\n");
        await logs.PollAsync();
        Assert.Contains("no file at", Assert.Single(logs.Notices));
        logs.Append("typo.log", "b\n");
        await logs.PollAsync();
        Assert.Empty(logs.Notices);
        Assert.Equal(["b"], logs.Lines);
    }

    [Fact]
    public async Task A_file_that_came_while_down_is_new_although_there_was_none_at_the_first_start()
    {
        await using var logs = new Follower(fromEnd: true);
        await logs.PollAsync();
        await logs.StopAsync();
        logs.Append("app.log", Lines("a", 5));
        await logs.StartAsync();
        await logs.PollAsync();
        Assert.Equal(5, logs.Lines.Count);
    }

    [Fact]
    public async Task The_last_line_of_a_rotated_file_needs_no_end_after_a_minute()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "a\nlast");
        await logs.PollAsync();
        logs.Rename("app.log", "app.log.1");
        await logs.PollAsync();
        Assert.Equal(["a"], logs.Lines);
        logs.Clock.Advance(TimeSpan.FromMinutes(2));
        await logs.PollAsync();
        Assert.Equal(["a", "last"], logs.Lines);
    }
}
