using System.Runtime.InteropServices;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Tail;

/// <summary>What other collectors have got wrong, each by the name of the issue.</summary>
public sealed class KnownBugTests
{
    [Fact]
    public async Task Inode_reuse_reads_the_new_file_from_its_beginning_beats_1341_6984()
    {
        await using var logs = new Follower();
        // Same first bytes, and on most file systems the same inode; the second is longer than what was read of the first.
        logs.Append("app.log", "header\na\nb\n");
        await logs.PollAsync();
        await logs.StopAsync();
        File.Delete(logs["app.log"]);
        logs.Append("app.log", "header\nc\nd\ne\nf\n");
        await logs.StartAsync();
        await logs.PollAsync();
        Assert.Equal(["header", "a", "b", "header", "c", "d", "e", "f"], logs.Lines);
    }

    [Fact]
    public async Task Position_beyond_the_end_is_forgotten_once_beats_38070()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "one\ntwo\nthree\n");
        await logs.PollAsync();
        await logs.StopAsync();
        File.WriteAllText(logs["app.log"], "new\n");
        await logs.StartAsync();
        await logs.PollAsync();
        await logs.RestartAsync();
        await logs.PollAsync();
        Assert.Equal(["one", "two", "three", "new"], logs.Lines);
    }

    [Fact]
    public async Task Rotation_just_before_the_stop_repeats_nothing_beats_1281()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "a\n");
        await logs.PollAsync();
        logs.Rename("app.log", "app.log.1");
        logs.Append("app.log", "b\n");
        await logs.RestartAsync();
        await logs.PollAsync();
        logs.Rename("app.log.1", "app.log.2");
        logs.Rename("app.log", "app.log.1");
        await logs.RestartAsync();
        await logs.PollAsync();
        Assert.Equal(["a", "b"], logs.Lines);
    }

    [Fact]
    public async Task Two_files_with_the_same_header_are_two_files_beats_50566()
    {
        await using var logs = new Follower();
        var header = new string('#', 3000) + "\n";
        logs.Append("app.log.1", header + "a\n");
        logs.Append("app.log.2", header + "b\nc\n");
        await logs.PollAsync();
        logs.Clock.Advance(TimeSpan.FromSeconds(11));
        await logs.PollAsync();
        await logs.RestartAsync();
        logs.Append("app.log.1", "d\n");
        await logs.PollAsync();
        Assert.Equal(["a", "b", "c", "d"], logs.Lines.Where(line => line.Length == 1).Order());
        Assert.Equal(2, logs.Lines.Count(line => line.Length > 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1025)]
    public async Task Files_about_as_short_as_the_fingerprint_grow_and_rotate_vector_828_1065(int length)
    {
        await using var logs = new Follower();
        logs.Append("app.log", new string('x', length - 1) + "\n");
        await logs.PollAsync();
        logs.Append("app.log", "second\n");
        logs.Rename("app.log", "app.log.1");
        logs.Append("app.log", new string('x', length - 1) + "\n");
        await logs.RestartAsync();
        logs.Clock.Advance(TimeSpan.FromSeconds(11));
        await logs.PollAsync();
        await logs.PollAsync();
        Assert.Equal(
            [new string('x', length - 1), new string('x', length - 1), "second"],
            logs.Lines.Order(StringComparer.Ordinal).OrderBy(line => line == "second")
        );
    }

    [Fact]
    public async Task Delete_and_create_at_once_follows_the_new_file_vector_15885()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "a\n");
        await logs.PollAsync();
        logs.Append("app.log", "b\n");
        File.Delete(logs["app.log"]);
        logs.Append("app.log", "c\n");
        await logs.PollAsync();
        logs.Append("app.log", "d\n");
        await logs.PollAsync();
        Assert.Equal(["a", "b", "c", "d"], logs.Lines);
    }

    [Fact]
    public async Task Truncated_and_quickly_written_again_is_read_once_vector_23619()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "old 1\nold 2\n");
        await logs.PollAsync();
        File.WriteAllText(logs["app.log"], "new 1\nnew 2\nnew 3\n");
        for (var look = 0; look < 4; look++) await logs.PollAsync();
        Assert.Equal(["old 1", "old 2", "new 1", "new 2", "new 3"], logs.Lines);
    }

    [Fact]
    public async Task Rename_is_no_new_file_flume_3233()
    {
        await using var logs = new Follower("*.log");
        logs.Append("app.log", "a\nb\n");
        await logs.PollAsync();
        logs.Rename("app.log", "app-2025-11-11.log");
        await logs.PollAsync();
        Assert.Equal(["a", "b"], logs.Lines);
    }

    [Fact]
    public async Task Closed_and_idle_file_loses_nothing_flume_3083_3341()
    {
        await using var logs = new Follower(maxOpen: 2);
        for (var file = 0; file < 50; file++) logs.Append($"app.log.{file}", $"a{file}\n");
        for (var look = 0; look < 40; look++) await logs.PollAsync();
        for (var file = 0; file < 50; file++) logs.Append($"app.log.{file}", $"b{file}\n");
        for (var look = 0; look < 40; look++) await logs.PollAsync();
        Assert.Equal(Enumerable.Range(0, 50).SelectMany(file => (string[])[$"a{file}", $"b{file}"]).Order(), logs.Lines.Order());
    }

    [Fact]
    public async Task Thousands_of_files_need_few_handles()
    {
        await using var logs = new Follower(maxOpen: 50);
        for (var file = 0; file < 3000; file++) logs.Append($"app.log.{file}", $"{file}\n");
        for (var look = 0; look < 70; look++)
        {
            await logs.LookAsync();
            Assert.InRange(
                Directory
                    .GetFiles("/proc/self/fd")
                    .Count(fd =>
                        new FileInfo(fd).LinkTarget?.Contains(Path.GetFileName(Path.GetDirectoryName(logs["x"])!), StringComparison.Ordinal)
                        == true
                    ),
                0,
                50
            );
            logs.ReadAll();
        }
        Assert.Equal(Enumerable.Range(0, 3000).Select(file => $"{file}").Order(), logs.Lines.Order());
    }

    [Fact]
    public async Task File_that_cannot_be_found_at_the_start_goes_on_when_it_comes_back()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "a\nb\n");
        await logs.PollAsync();
        await logs.StopAsync();
        logs.Rename("app.log", "elsewhere");
        await logs.StartAsync();
        await logs.PollAsync();
        await logs.RestartAsync();
        logs.Rename("elsewhere", "app.log");
        logs.Append("app.log", "c\n");
        await logs.PollAsync();
        Assert.Equal(["a", "b", "c"], logs.Lines);
    }

    [Fact]
    public async Task Permissions_lost_and_given_back()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Environment.UserName == "root",
            "only root can take its own rights away for a while"
        );
        await using var logs = new Follower();
        logs.Append("app.log", "a\n");
        await logs.PollAsync();
        await logs.StopAsync();
        logs.Append("app.log", "b\n");
        chmod(logs["app.log"], 0x100);
        // For this thread only: a user who is not the owner.
        setfsuid(65534);
        try
        {
            Task start = logs.StartAsync(), poll = logs.PollAsync();
            Assert.True(start.IsCompletedSuccessfully && poll.IsCompletedSuccessfully);
        }
        finally
        {
            setfsuid(0);
        }
        Assert.Equal(["a"], logs.Lines);
        await logs.PollAsync();
        Assert.Equal(["a", "b"], logs.Lines);
    }

    [Fact]
    public async Task Backlog_is_read_in_the_order_in_which_it_was_written()
    {
        await using var logs = new Follower();
        for (var number = 3; number >= 1; number--)
        {
            logs.Append($"app.log.{number}", string.Concat(Enumerable.Range(0, 100).Select(line => $"{3 - number}-{line:D3}\n")));
            File.SetLastWriteTimeUtc(logs[$"app.log.{number}"], new DateTime(2025, 11, 11, 10 - number, 0, 0, DateTimeKind.Utc));
        }
        logs.Append("app.log", "9-000\n");
        for (var look = 0; look < 5; look++) await logs.PollAsync();
        Assert.Equal(301, logs.Lines.Count);
        Assert.Equal(logs.Lines.Order(StringComparer.Ordinal), logs.Lines);
    }

    [DllImport("libc")]
    static extern int setfsuid(uint user);

    [DllImport("libc")]
    static extern int chmod(string path, uint mode);
}
