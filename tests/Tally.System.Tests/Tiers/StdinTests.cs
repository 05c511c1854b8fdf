using System.Text;
using Tally.Log;
using Tally.Log.Embedded;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Tiers;

/// <summary>A program writes into a pipe and Tally collects it: what was spooled is in the topic once, in order, whatever is
/// killed.</summary>
[Collection("tiers")]
public sealed class StdinTests : IDisposable
{
    const string Collect = """
        CREATE TABLE lines (n BIGINT) WITH ('connector' = 'stdin', 'format' = 'json');
        CREATE TABLE numbers (n BIGINT) WITH ('connector' = 'log', 'topic' = 'numbers', 'format' = 'json');
        INSERT INTO numbers SELECT n FROM lines;
        """;

    readonly ScratchFolder _folder = new();

    public StdinTests() => File.WriteAllText(_folder["collect.sql"], Collect);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task End_of_input_ends_the_run_with_all_lines_stored_in_order()
    {
        for (var run = 0; run < 2; run++)
        {
            await using var tally = TallyProcess.StartPiped(_folder.Path, "run", "collect.sql", "--listen", "http://127.0.0.1:0");
            await tally.Input.WriteAsync(Lines(5000 * run, 5000) + "broken\n");
            tally.Input.Close();
            await tally.WaitForEndAsync();
            Assert.DoesNotContain("tally: ", tally.Output);
        }
        Assert.Equal(Lines(0, 10_000), await StoredAsync());
        var (_, dead) = await TallyProcess.RunProgramAsync(_folder.Path, "log", "cat", "numbers.dead");
        Assert.Equal(2, dead.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Killed_in_the_middle_everything_spooled_is_stored_once()
    {
        var random = new Random(2);
        for (var (kill, next) = (0, 0); kill < 4; kill++)
        {
            await using var tally = TallyProcess.StartPiped(_folder.Path, "run", "collect.sql", "--listen", "http://127.0.0.1:0");
            try
            {
                for (var block = 0; block < 200; block++, next += 50)
                {
                    await tally.Input.WriteAsync(Lines(next, 50));
                    await tally.Input.FlushAsync(TestContext.Current.CancellationToken);
                    if (block == 20 + random.Next(60)) await tally.WaitForAddressAsync();
                    if (block == 100) _ = tally.KillAsync();
                }
            }
            catch (IOException)
            {
                // The pipe is broken: it was killed.
            }
        }
        await using (var last = TallyProcess.StartPiped(_folder.Path, "run", "collect.sql", "--listen", "http://127.0.0.1:0"))
        {
            last.Input.Close();
            await last.WaitForEndAsync();
        }
        var spooled = Spooled();
        Assert.NotEmpty(spooled);
        Assert.Equal(spooled, await StoredAsync());
    }

    [Fact]
    public async Task Sql_reads_it_once_without_a_spool()
    {
        await using var tally = TallyProcess.StartPiped(
            _folder.Path,
            "sql",
            "-c",
            Collect.Split('\n')[0],
            "-c",
            "SELECT SUM(n) AS s FROM lines",
            "--format",
            "csv"
        );
        await tally.Input.WriteAsync(Lines(0, 1000));
        tally.Input.Close();
        await tally.WaitForEndAsync();
        Assert.Contains("499500", tally.Output);
        Assert.False(Directory.Exists(_folder["data"]));
    }

    static string Lines(int first, int count) => string.Concat(Enumerable.Range(first, count).Select(n => $"{{\"n\":{n}}}\n"));

    async Task<string> StoredAsync()
    {
        var (status, text) = await TallyProcess.RunProgramAsync(_folder.Path, "log", "cat", "numbers");
        Assert.True(status == 0, text);
        return text.TrimEnd('\n') + "\n";
    }

    string Spooled()
    {
        using var log = new LogHolder(_folder["data/stdin"]);
        var text = new StringBuilder();
        using var reader = log.Partition.OpenReader(0);
        for (var block = new RecordBlock(); reader.TryRead(block);)
            for (var record = 0; record < block.Count; record++) text.Append(Encoding.UTF8.GetString(block.Value(record))).Append('\n');
        return text.ToString();
    }

    sealed class LogHolder : IDisposable
    {
        readonly EmbeddedLog _log;

        public LogHolder(string folder)
        {
            _log = EmbeddedLog.Open(folder, new());
            Partition = _log.OpenTopicAsync(Assert.Single(_log.ListTopicsAsync().AsTask().Result)).AsTask().Result.Partitions[0];
        }

        public IPartition Partition { get; }

        public void Dispose() => _log.DisposeAsync().AsTask().Wait();
    }
}
