using System.Diagnostics;
using Tally.Log.Embedded;

namespace Tally.Log.Tests.Embedded;

/// <summary>Kafka's own tool reads a segment: the format is Kafka's, not only like it.</summary>
public sealed class KafkaDumpTests
{
    [Fact]
    public async Task Kafka_dumps_every_record_of_a_segment_as_valid()
    {
        var tool = FindTool();
        if (tool is null) Assert.Skip("../shared/servers/kafka is absent");
        if (!File.Exists("/usr/bin/java")) Assert.Skip("Java is not installed");
        using var directory = new ScratchFolder();
        await using (var log = EmbeddedLog.Open(directory.Path))
        {
            var partition = (await log.OpenTopicAsync("t")).Partitions[0];
            await partition.AppendAsync("web-1:/var/log/orders.log", Blocks.Of(100, "first", "second", new string('x', 200)));
            await partition.AppendAsync(null, Blocks.Of(0, "third"));
            var block = new RecordBlock();
            block.AddSlice(0, -1, 7);
            await partition.AppendAsync("other", block);
        }
        var start = new ProcessStartInfo(tool, ["dump", "--print-data-log", "--files", directory.Segment("t")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output + await process.StandardError.ReadToEndAsync());
        Assert.DoesNotContain("isvalid: false", output);
        Assert.DoesNotContain("invalid bytes", output);
        Assert.Equal(3, Count(output, "isvalid: true"));
        Assert.Equal(3, Count(output, "magic: 2"));
        Assert.Contains("payload: first", output);
        Assert.Contains("payload: third", output);
        Assert.Contains("headerKeys: [tally-source,tally-position]", output);
        Assert.Equal(5, Count(output, "| offset: "));
    }

    static int Count(string text, string part) => text.Split(part).Length - 1;

    static string? FindTool()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var path = Path.Combine(at.FullName, "shared", "servers", "kafka", "kafka");
            if (File.Exists(path)) return path;
        }
        return null;
    }
}
