using Tally.System.Tests.Running;

namespace Tally.System.Tests.Kafka;

/// <summary>Where librdkafka cannot be loaded only what needs it is refused, with what to install.</summary>
public sealed class MissingClientTests
{
    [Fact]
    public async Task Message_says_what_to_install()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the loader is deceived with LD_LIBRARY_PATH");
        using var folder = new ScratchFolder();
        // What stands first in the loader's path is no library, so that it finds none.
        foreach (var name in new[] { "librdkafka.so.1", "librdkafka.so", "librdkafka" })
            await File.WriteAllTextAsync(folder[name], "no library", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            folder["p.sql"],
            "CREATE TABLE t (a INT) WITH ('connector' = 'log', 'topic' = 't', 'format' = 'json'); CREATE VIEW v AS SELECT COUNT(*) AS n " +
                "FROM t;",
            TestContext.Current.CancellationToken
        );
        var environment = new Dictionary<string, string> { ["LD_LIBRARY_PATH"] = folder.Path };
        foreach (
            var arguments in (string[][])
                [
                    ["run", "p.sql", "--log", "kafka://127.0.0.1:1", "--listen", "http://127.0.0.1:0"],
                    ["log", "ls", "--log", "kafka://127.0.0.1:1"],
                ]
        )
        {
            await using var tally = TallyProcess.StartProgram(folder.Path, environment, arguments);
            await tally.WaitForEndAsync();
            Assert.Contains("apt-get install librdkafka1", tally.Output);
            Assert.Contains("BundledLibrdkafka", tally.Output);
        }
        await using var without = TallyProcess.StartProgram(
            folder.Path,
            environment,
            "sql",
            "-c",
            "SELECT 1 + 1 AS two",
            "--format",
            "csv"
        );
        await without.WaitForEndAsync();
        Assert.Contains("2", without.Output);
        Assert.DoesNotContain("librdkafka", without.Output);
    }
}
