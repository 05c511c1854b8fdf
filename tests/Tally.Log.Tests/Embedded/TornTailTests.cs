namespace Tally.Log.Tests.Embedded;

/// <summary>What a crash can leave at the end of a segment repairs itself: whole batches stay, the rest is cut off, and work goes
/// on.</summary>
public sealed class TornTailTests
{
    static readonly TopicOptions Options = new();

    public static TheoryData<string> Tails =>
        ["zeros", "garbage", "half of a batch and zeros", "a header of garbage length", "the last batch again"];

    [Fact]
    public async Task A_segment_cut_at_any_byte_keeps_its_whole_batches()
    {
        await using var log = await FilledAsync(5);
        var whole = log.Disk[LogOnSimulatedDisk.PathOf(0)];
        var batch = whole.Length / 5;
        for (var length = 0; length <= whole.Length; length++)
        {
            var partition = await log.ReopenAsync(disk => disk[LogOnSimulatedDisk.PathOf(0)] = whole[..length]);
            await CheckPrefixAsync(log, partition, length / batch * 2);
            Assert.Equal(length % batch != 0, log.Log.Findings.Any(finding => finding.Kind == LogFindingKind.TornTail));
        }
    }

    [Theory]
    [MemberData(nameof(Tails))]
    public async Task Any_other_tail_is_cut_off(string kind)
    {
        await using var log = await FilledAsync(5);
        var whole = log.Disk[LogOnSimulatedDisk.PathOf(0)];
        foreach (var size in new[] { 1, 7, 60, 61, 62, 511, 512, 4096, 8192 })
        {
            var tail = Tail(kind, size, whole);
            var partition = await log.ReopenAsync(disk => disk[LogOnSimulatedDisk.PathOf(0)] = [.. whole, .. tail]);
            await CheckPrefixAsync(log, partition, 10);
            var finding = Assert.Single(log.Log.Findings);
            Assert.Equal(
                (LogFindingKind.TornTail, whole.Length, 10L, tail.Length),
                (finding.Kind, finding.Position, finding.Offset, (int)finding.SizeBytes)
            );
        }
    }

    static byte[] Tail(string kind, int size, byte[] whole)
    {
        var tail = new byte[size];
        switch (kind)
        {
            case "garbage":
                new Random(size).NextBytes(tail);
                break;
            case "half of a batch and zeros":
                whole.AsSpan(0, Math.Min(size, 70)).CopyTo(tail);
                break;
            case "a header of garbage length":
                whole.AsSpan(0, Math.Min(size, 61)).CopyTo(tail);
                if (size > 8) tail[8] = 0x7F;
                break;
            case "the last batch again":
                return whole[^(whole.Length / 5)..];
        }
        return tail;
    }

    static async Task<LogOnSimulatedDisk> FilledAsync(int batches)
    {
        var log = new LogOnSimulatedDisk(Options);
        await LogOnSimulatedDisk.FillAsync(await log.OpenAsync(), batches);
        return log;
    }

    static async Task CheckPrefixAsync(LogOnSimulatedDisk log, IPartition partition, int count)
    {
        Assert.Empty(log.Log.Problems);
        Assert.Equal(Enumerable.Range(0, count).Select(n => ((long)n, (string?)n.ToString())), await partition.ReadAllAsync());
        Assert.Equal(count - 1, await partition.LastPositionAsync("s"));
        Assert.Equal(new AppendResult(count, 1, 0), await partition.AppendAsync("s", Blocks.Of(count, "next")));
        Assert.Equal((count, "next"), (await partition.ReadAllAsync(count)).Single());
    }
}
