using System.IO.Compression;

namespace Tally.System.Tests.Tail;

/// <summary>Rotated files that were compressed: read where they were left, and never twice (Vector 13193: a fingerprint of compressed bytes
/// knows nothing).</summary>
public sealed class PackedTests
{
    [Fact]
    public async Task Compressed_after_it_was_read_is_not_read_again_vector_13193()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "a\nb\n");
        await logs.PollAsync();
        logs.Rename("app.log", "app.log.1");
        logs.Append("app.log", "c\n");
        await logs.PollAsync();
        Pack(logs, "app.log.1", "app.log.1.gz");
        for (var look = 0; look < 3; look++) await logs.PollAsync();
        await logs.RestartAsync();
        for (var look = 0; look < 3; look++) await logs.PollAsync();
        logs.Rename("app.log.1.gz", "app.log.2.gz");
        await logs.RestartAsync();
        for (var look = 0; look < 3; look++) await logs.PollAsync();
        Assert.Equal(["a", "b", "c"], logs.Lines);
    }

    [Fact]
    public async Task Rotated_and_compressed_while_down_goes_on_where_it_was()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "a\nb\n");
        await logs.PollAsync();
        await logs.StopAsync();
        logs.Append("app.log", "c\nd\n");
        logs.Rename("app.log", "app.log.1");
        Pack(logs, "app.log.1", "app.log.1.gz");
        logs.Append("app.log", "e\n");
        await logs.StartAsync();
        for (var look = 0; look < 3; look++) await logs.PollAsync();
        await logs.RestartAsync();
        for (var look = 0; look < 3; look++) await logs.PollAsync();
        Assert.Equal(["a", "b", "c", "d", "e"], logs.Lines.Order());
    }

    [Fact]
    public async Task Written_rotated_and_compressed_while_down_is_new()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "header\na\n");
        await logs.PollAsync();
        await logs.StopAsync();
        logs.Append("app.log.1", "other header\nb\nlast without end");
        Pack(logs, "app.log.1", "app.log.1.gz");
        await logs.StartAsync();
        for (var look = 0; look < 4; look++) await logs.PollAsync();
        Assert.Equal(["header", "a", "other header", "b", "last without end"], logs.Lines);
        var packed = logs.Places[^1];
        Assert.Equal("other header\nb\n".Length, packed.Position);
    }

    [Fact]
    public async Task Half_written_archive_waits_until_it_is_whole()
    {
        await using var logs = new Follower();
        logs.Append("other", string.Concat(Enumerable.Range(0, 20_000).Select(line => $"line {line}\n")));
        Pack(logs, "other", "whole");
        var bytes = await File.ReadAllBytesAsync(logs["whole"], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(logs["app.log.1.gz"], bytes[..(bytes.Length / 2)], TestContext.Current.CancellationToken);
        for (var look = 0; look < 4; look++) await logs.PollAsync();
        Assert.Empty(logs.Lines);
        await File.WriteAllBytesAsync(logs["app.log.1.gz"], bytes, TestContext.Current.CancellationToken);
        for (var look = 0; look < 4; look++) await logs.PollAsync();
        Assert.Equal(Enumerable.Range(0, 20_000).Select(line => $"line {line}"), logs.Lines);
        Assert.Equal(logs.Places.Count, logs.Places.Distinct().Count());
    }

    /// <summary>As gzip does it: written beside, given the time of the original, which then goes.</summary>
    internal static void Pack(Follower logs, string from, string to)
    {
        using (var source = File.OpenRead(logs[from]))
        using (var target = new GZipStream(File.Create(logs[to]), CompressionLevel.Fastest)) source.CopyTo(target);
        File.SetLastWriteTimeUtc(logs[to], File.GetLastWriteTimeUtc(logs[from]));
        File.Delete(logs[from]);
    }
}
