using System.Text;

namespace Tally.System.Tests.Tail;

/// <summary>More of what other collectors have got wrong, each by the name of the issue.</summary>
public sealed class KnownRotationBugTests
{
    [Fact]
    public async Task Rotated_away_before_it_was_read_is_read_all_the_same_beats_7633_1956_logstash_5503()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "a\n");
        await logs.PollAsync();
        for (var round = 0; round < 3; round++)
        {
            logs.Append("app.log", $"{round}\n");
            for (var number = round; number > 0; number--) logs.Rename($"app.log.{number}", $"app.log.{number + 1}");
            logs.Rename("app.log", "app.log.1");
        }
        logs.Append("app.log", "z\n");
        await logs.PollAsync();
        Assert.Equal(["0", "1", "2", "a", "z"], logs.Lines.Order());
    }

    [Fact]
    public async Task Deleted_file_gives_its_space_back_vector_763()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "a\n");
        await logs.PollAsync();
        File.Delete(logs["app.log"]);
        await logs.PollAsync();
        await logs.PollAsync();
        Assert.Equal(0, logs.OpenPartitions);
        if (OperatingSystem.IsLinux())
            Assert.DoesNotContain(
                Directory.GetFiles("/proc/self/fd").Select(TargetOf),
                target => target.StartsWith(logs["app.log"], StringComparison.Ordinal)
            );
    }

    [Fact]
    public async Task Followed_inode_is_read_once_through_rotation_and_restart_fluentd_3466()
    {
        await using var logs = new Follower();
        for (var round = 0; round < 5; round++)
        {
            logs.Append("app.log", $"{round}\n");
            await logs.PollAsync();
            if (File.Exists(logs["app.log.1"])) File.Delete(logs["app.log.1"]);
            logs.Rename("app.log", "app.log.1");
            await logs.RestartAsync();
        }
        await logs.PollAsync();
        Assert.Equal(["0", "1", "2", "3", "4"], logs.Lines);
    }

    [Fact]
    public async Task Truncated_and_rotated_logs_are_counted_once_goaccess_1_4_3_1_4_1()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "a\nb\nc\n");
        await logs.PollAsync();
        File.Copy(logs["app.log"], logs["app.log.1"]);
        File.WriteAllText(logs["app.log"], "d\n");
        await logs.PollAsync();
        await logs.RestartAsync();
        for (var look = 0; look < 3; look++) await logs.PollAsync();
        Assert.Equal(["a", "b", "c", "d"], logs.Lines);
    }

    // No event comes while the writer has the file open: only looking helps.
    [Fact]
    public async Task Lines_are_found_while_their_writer_keeps_the_file_open_dotnet_runtime_81717_31509_32376()
    {
        await using var logs = new Follower();
        await using var writer = new FileStream(logs["app.log"], FileMode.Create, FileAccess.Write, FileShare.ReadWrite, 0);
        for (var round = 0; round < 3; round++)
        {
            writer.Write(Encoding.UTF8.GetBytes($"{round}\n"));
            await logs.PollAsync();
            Assert.Equal(round + 1, logs.Lines.Count);
        }
    }

    // Identity is a place, never what a line says.
    [Fact]
    public async Task Equal_lines_are_as_many_records_clickhouse_34620_78381()
    {
        await using var logs = new Follower();
        logs.Append("app.log", string.Concat(Enumerable.Repeat("same\n", 1000)));
        await logs.PollAsync();
        await logs.RestartAsync();
        await logs.PollAsync();
        Assert.Equal(1000, logs.Lines.Count);
    }

    static string TargetOf(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
