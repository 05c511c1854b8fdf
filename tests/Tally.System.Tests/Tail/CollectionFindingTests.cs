using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Tally.Agent.Tail;

namespace Tally.System.Tests.Tail;

/// <summary>What broke without a word when real reports about other collectors were tried; each number is that of the report.</summary>
public sealed class CollectionFindingTests
{
    [Theory]
    [InlineData(11, 10)]
    [InlineData(200, 7)]
    public async Task More_files_than_may_be_open_start_again_1(int count, int maxOpen)
    {
        await using var logs = new Follower("*.log", maxOpen: maxOpen);
        for (var round = 0; round < 10; round++)
        {
            for (var file = 0; file < count; file++) logs.Append($"{file}.log", $"{file}-{round}\n");
            for (var look = 0; look <= count / maxOpen + 1; look++) await logs.PollAsync();
            if (round % 3 == 1) logs.Checkpoint();
            if (round % 2 == 0) await logs.RestartAsync();
            else await KillAndStartAsync(logs);
        }
        for (var look = 0; look <= 2 * count / maxOpen + 2; look++) await logs.PollAsync();
        Assert.Equal(Enumerable.Range(0, count * 10).Select(i => $"{i / 10}-{i % 10}").Order(StringComparer.Ordinal),
            logs.Lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    [Trait("Category", "long")]
    public async Task Twenty_thousand_files_with_64_open_through_ten_restarts_and_kills_1()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("TALLY_LONG") == "1", "runs with ./test long");
        const int count = 20_000;
        await using var logs = new Follower("*.log", maxOpen: 64);
        for (var round = 0; round < 10; round++)
        {
            for (var file = round; file < count; file += 10) logs.Append($"{file}.log", $"{file}\n");
            for (var look = 0; look < 40; look++) await logs.PollAsync();
            if (round % 2 == 0) await logs.RestartAsync();
            else await KillAndStartAsync(logs);
        }
        for (var look = 0; look < count / 64 + 50; look++) await logs.PollAsync();
        Assert.Equal(count, logs.Lines.Count);
        Assert.Equal(count, logs.Lines.Distinct().Count());
    }

    [Fact]
    public async Task A_pipe_among_the_files_holds_nobody_up_3()
    {
        await using var logs = new Follower("*");
        logs.Append("app.log", "a\n");
        await RunAsync("mkfifo", logs["pipe.log"]);
        await logs.PollAsync();
        logs.Append("new.log", "b\n");
        await logs.PollAsync();
        Assert.Equal(["a", "b"], logs.Lines);
        Assert.Contains("pipe.log is a pipe, no file", Assert.Single(logs.Notices));
    }

    [Theory]
    [InlineData("app.log*")]
    [InlineData("app.log")]
    public async Task A_header_and_two_rotations_with_gzip_while_down_6(string pattern)
    {
        await using var logs = new Follower(pattern);
        logs.Append("app.log", "order_id,amount,time\n");
        await logs.PollAsync();
        logs.Append("app.log", Lines("a", 10));
        await logs.PollAsync();
        await logs.StopAsync();
        logs.Append("app.log", Lines("b", 5));
        PackedTests.Pack(logs, "app.log", "app.log.2.gz");
        logs.Append("app.log", "order_id,amount,time\n" + Lines("c", 30));
        await Task.Delay(20, TestContext.Current.CancellationToken);
        PackedTests.Pack(logs, "app.log", "app.log.1.gz");
        logs.Append("app.log", "order_id,amount,time\n" + Lines("d", 5));
        await logs.StartAsync();
        for (var look = 0; look < 5; look++) await logs.PollAsync();
        Assert.Equal(53, logs.Lines.Count);
        Assert.Equal(51, logs.Lines.Distinct().Count());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_next_file_with_the_same_long_banner_is_read_from_its_beginning_7(bool isRestartedBetween)
    {
        await using var logs = new Follower("*.log");
        var banner = new string('#', 1500) + "\n";
        logs.Append("app-1.log", banner + Lines("a", 10));
        await logs.PollAsync();
        await logs.StopAsync();
        File.Delete(logs["app-1.log"]);
        if (isRestartedBetween)
        {
            await logs.StartAsync();
            await logs.StopAsync();
        }
        logs.Append("app-2.log", banner + Lines("b", 30));
        await logs.StartAsync();
        await logs.PollAsync();
        Assert.Equal(42, logs.Lines.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_written_over_in_place_with_the_same_first_line_is_read_from_its_beginning_8(bool isDown)
    {
        await using var logs = new Follower();
        logs.Append("app.log", "order_id,amount,time\n");
        await logs.PollAsync();
        logs.Append("app.log", Lines("a", 10));
        await logs.PollAsync();
        if (isDown) await logs.StopAsync();
        File.WriteAllText(logs["app.log"], "order_id,amount,time\n" + Lines("b", 30));
        if (isDown) await logs.StartAsync();
        for (var look = 0; look < 4; look++) await logs.PollAsync();
        Assert.Equal(42, logs.Lines.Count);
    }

    [Fact]
    public async Task A_writer_that_goes_on_in_the_renamed_file_is_followed_9()
    {
        await using var logs = new Follower("app.log");
        for (var second = 0; second < 200; second++)
        {
            logs.Append(second < 30 ? "app.log" : "app.log.1", $"r{second}\n");
            await logs.PollAsync();
            logs.Clock.Advance(TimeSpan.FromSeconds(1));
            if (second == 29) logs.Rename("app.log", "app.log.1");
        }
        Assert.Equal(Enumerable.Range(0, 200).Select(second => $"r{second}"), logs.Lines);
        // Closed after its minute of silence, and opened again.
        logs.Clock.Advance(TimeSpan.FromMinutes(5));
        await logs.PollAsync();
        await logs.PollAsync();
        logs.Append("app.log.1", "late\n");
        for (var look = 0; look < 3; look++) await logs.PollAsync();
        Assert.Equal("late", logs.Lines[^1]);
    }

    [Fact]
    public async Task Another_number_of_the_device_makes_no_other_file_10()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "first\n");
        await logs.PollAsync();
        logs.Append("app.log", Lines("a", 50));
        await logs.PollAsync();
        await logs.StopAsync();
        var status = FileStatus.Of(NativeFiles.Bytes(logs["app.log"]))!.Value;
        Assert.SkipWhen(status.BornNs == 0, "the file system does not tell when a file was created");
        var (id, kept) = logs.Saved.Single();
        var moved = FileNote.Parse(kept.Note)!;
        logs.Saved = new() { [id.Replace($":{status.Device:x}-", ":999-", StringComparison.Ordinal)] = new(kept.Position,
            (moved with { Status = moved.Status with { Device = 0x999 } }).ToString()) };
        logs.Append("app.log", "last\n");
        await logs.StartAsync();
        await logs.PollAsync();
        Assert.Equal(52, logs.Lines.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_replaced_by_a_copy_of_itself_is_not_read_again_11(bool isDown)
    {
        await using var logs = new Follower();
        logs.Append("app.log", Lines("a", 54));
        await logs.PollAsync();
        if (isDown) await logs.StopAsync();
        File.Copy(logs["app.log"], logs["t"]);
        File.Move(logs["t"], logs["app.log"], overwrite: true);
        if (isDown) await logs.StartAsync();
        await logs.PollAsync();
        logs.Append("app.log", "new\n");
        for (var look = 0; look < 4; look++)
        {
            await logs.PollAsync();
            logs.Clock.Advance(TimeSpan.FromSeconds(11));
        }
        Assert.Equal(55, logs.Lines.Count);
        Assert.Equal("new", logs.Lines[^1]);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(300)]
    public async Task Lines_written_into_zeros_kept_for_them_are_read_12(int firstLines)
    {
        await using var logs = new Follower(maxLineBytes: 10_000);
        var bytes = new byte[200_000];
        Encoding.UTF8.GetBytes(Lines("a", firstLines)).CopyTo(bytes, 0);
        await File.WriteAllBytesAsync(logs["app.log"], bytes, TestContext.Current.CancellationToken);
        await logs.PollAsync();
        await logs.RestartAsync();
        Encoding.UTF8.GetBytes(Lines("a", firstLines) + Lines("b", 100)).CopyTo(bytes, 0);
        await using (var file = new FileStream(logs["app.log"], FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) file.Write(bytes);
        for (var look = 0; look < 3; look++) await logs.PollAsync();
        Assert.Equal(firstLines + 100, logs.Lines.Count);
        Assert.DoesNotContain(logs.Lines, line => line.Contains('\0'));
    }

    [Fact]
    public async Task What_follows_a_hole_after_copytruncate_is_a_line_of_its_own_13()
    {
        await using var logs = new Follower(maxLineBytes: 10_000);
        await using var writer = new FileStream(logs["app.log"], FileMode.Create, FileAccess.Write, FileShare.ReadWrite, 0);
        writer.Write(Encoding.UTF8.GetBytes(Lines("a", 5000)));
        await logs.PollAsync();
        File.Copy(logs["app.log"], logs["app.log.1"]);
        await using (var other = new FileStream(logs["app.log"], FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) other.SetLength(0);
        await logs.PollAsync();
        writer.Write("b0\nb1\n"u8);
        for (var look = 0; look < 4; look++) await logs.PollAsync();
        Assert.Equal(5002, logs.Lines.Count);
        Assert.Equal(["b0", "b1"], logs.Lines[^2..]);
    }

    [Fact]
    public async Task Zstandard_and_gzip_under_other_names_are_read_and_the_rest_is_told_14()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "a\nb\n");
        await logs.PollAsync();
        await logs.StopAsync();
        logs.Append("app.log", "c\nd\n");
        var content = await File.ReadAllBytesAsync(logs["app.log"], TestContext.Current.CancellationToken);
        await using (var target = new ZstdSharp.CompressionStream(File.Create(logs["app.log.2.zst"]), leaveOpen: false))
            target.Write(content);
        File.Delete(logs["app.log"]);
        await using (var target = new GZipStream(File.Create(logs["app.log.gz.1"]), CompressionLevel.Fastest)) target.Write("e\nf\n"u8);
        await File.WriteAllBytesAsync(logs["app.log.3.xz"], [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, 1, 2, 3],
            TestContext.Current.CancellationToken);
        await logs.StartAsync();
        for (var look = 0; look < 5; look++) await logs.PollAsync();
        Assert.Equal("", string.Join("\n", logs.Notices.Where(notice => !notice.Contains("xz", StringComparison.Ordinal))));
        Assert.Equal(["a", "b", "c", "d", "e", "f"], logs.Lines.Order());
        Assert.Contains("app.log.3.xz is compressed as xz, which cannot be read", Assert.Single(logs.Notices));
    }

    [Fact]
    public async Task Of_a_cut_off_archive_the_lines_before_the_damage_are_read_and_the_rest_is_told_15()
    {
        await using var logs = new Follower();
        logs.Append("other", string.Concat(Enumerable.Range(0, 5000).Select(line => $"{line} {line * 7919L % 104729}\n")));
        PackedTests.Pack(logs, "other", "whole");
        var bytes = await File.ReadAllBytesAsync(logs["whole"], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(logs["app.log.1.gz"], bytes[..^20], TestContext.Current.CancellationToken);
        for (var look = 0; look < 3; look++) await logs.PollAsync();
        logs.Clock.Advance(TimeSpan.FromSeconds(30));
        for (var look = 0; look < 3; look++) await logs.PollAsync();
        Assert.InRange(logs.Lines.Count, 4000, 5000);
        Assert.Contains("app.log.1.gz is damaged", Assert.Single(logs.Notices));
    }

    [Fact]
    public async Task A_name_that_is_not_UTF8_is_read_16()
    {
        await using var logs = new Follower("*.log");
        logs.Append("x", "a\n");
        await RunAsync("bash", "-c", $"mv '{logs["x"]}' \"$(dirname '{logs["x"]}')/$(printf '\\xb6\\xa9\\xb5\\xa5').log\"");
        await logs.PollAsync();
        await logs.RestartAsync();
        await logs.PollAsync();
        Assert.Equal(["a"], logs.Lines);
        await RunAsync("find", Path.GetDirectoryName(logs["x"])!, "-type", "f", "-delete");
    }

    static async Task KillAndStartAsync(Follower logs)
    {
        await logs.KillAsync();
        await logs.StartAsync();
    }

    internal static string Lines(string prefix, int count) => string.Concat(Enumerable.Range(0, count).Select(line => $"{prefix}{line}\n"));

    internal static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }
}
