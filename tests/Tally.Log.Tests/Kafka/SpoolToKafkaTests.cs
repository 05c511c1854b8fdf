using Tally.Log.Kafka;
using Tally.Log.Spool;

namespace Tally.Log.Tests.Kafka;

/// <summary>A spool before Kafka, which does not know how far it has it: the spool remembers what was acknowledged.</summary>
[Trait("Category", "long")]
public sealed class SpoolToKafkaTests(SharedKafka kafka)
{
    readonly string _topic = $"spool{Guid.NewGuid():N}";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_what_was_not_acknowledged_is_sent_again_after_a_start()
    {
        using var folder = new ScratchFolder();
        using var crashed = new ScratchFolder();
        await using var log = KafkaLog.Open((await kafka.ServerAsync()).Bootstrap);
        var partition = (await log.OpenTopicAsync(_topic, cancellation: Cancellation)).Partitions[0];
        await using (var spool = await SpoolLog.OpenAsync(folder.Path, log, cancellation: Cancellation)) await SendAsync(spool, 0, 100);
        await using (var spool = await SpoolLog.OpenAsync(folder.Path, log, cancellation: Cancellation))
        {
            await SendAsync(spool, 100, 10);
            Assert.Equal(110, partition.AskEndOffset());
            await SendAsync(spool, 110, 5);
            Copy(folder.Path, crashed.Path);
        }
        // As after kill -9: some of what was sent may be sent again, never all, and readers take it once.
        await using (var spool = await SpoolLog.OpenAsync(crashed.Path, log, cancellation: Cancellation)) await SendAsync(spool, 115, 1);
        Assert.InRange(partition.AskEndOffset(), 116, 116 + 15);
        Assert.Equal(
            Enumerable.Range(0, 116).Select(n => $"{n}"),
            (await partition.ReadAllAsync(count: 116)).Select(record => record.Text)
        );
    }

    async Task SendAsync(SpoolLog spool, int first, int count)
    {
        var partition = (await spool.OpenTopicAsync(_topic, cancellation: Cancellation)).Partitions[0];
        await partition.AppendAsync(null, Blocks.Of(0, [.. Enumerable.Range(first, count).Select(n => $"{n}")]), Cancellation);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        while (spool.WaitingCount > 0) await Task.Delay(10, deadline.Token);
    }

    static void Copy(string from, string to)
    {
        foreach (
            var path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) != ".lock")
        )
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }
    }
}
