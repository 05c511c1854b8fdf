using Tally.System.Tests.Running;

namespace Tally.System.Tests.Faults;

/// <summary>Files that come while Tally runs: known before they are read, and not late because they come.</summary>
public sealed class NewFileTests
{
    const string Collect = """
        CREATE TABLE lines (text STRING) WITH ('connector' = 'tail', 'path' = 'app.log*', 'format' = 'raw');
        CREATE TABLE kept (text STRING) WITH ('connector' = 'log', 'topic' = 'kept', 'format' = 'raw');
        INSERT INTO kept SELECT text FROM lines;
        """;

    const string Minutes = """
        CREATE TABLE orders (ts TIMESTAMP(3), amount INT, WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
            WITH ('connector' = 'tail', 'path' = 'orders.log*', 'format' = 'json');
        CREATE VIEW minutes AS SELECT window_start, window_end, SUM(amount) AS amount
            FROM TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY window_start, window_end;
        """;

    static readonly Dictionary<string, string> s_noCheckpoints = new() { ["TALLY__Engine__CheckpointIntervalMs"] = "3600000" };

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task File_that_has_grown_when_the_crash_comes_is_the_same_file_afterwards()
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder["collect.sql"], Collect, Cancellation);
        await File.WriteAllTextAsync(folder["app.log"], "1\n", Cancellation);
        for (var life = 0; life < 3; life++)
        {
            await using var tally = TallyProcess.StartProgram(
                folder.Path,
                s_noCheckpoints,
                "run",
                "collect.sql",
                "--listen",
                "http://127.0.0.1:0"
            );
            await tally.WaitForAddressAsync();
            using var api = new TallyApi(tally.Address);
            await WaitForBytesAsync(api, folder);
            await File.AppendAllTextAsync(folder["app.log"], $"{life} {new string('x', 200)}\n", Cancellation);
            await File.WriteAllTextAsync(folder[$"app.log.{life}"], $"another {life}\n", Cancellation);
            await WaitForBytesAsync(api, folder);
            await tally.KillAsync();
        }
        var (status, output) = await TallyProcess.RunProgramAsync(folder.Path, "log", "cat", "kept");
        Assert.Equal(0, status);
        Assert.Equal(
            ["0 x", "1", "1 x", "2 x", "another 0", "another 1", "another 2"],
            output.Split('\n').Select(line => line.TrimEnd('x') is var cut && cut != line ? cut + "x" : line).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Time_does_not_end_where_no_file_is_yet_or_any_more()
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder["minutes.sql"], Minutes, Cancellation);
        await using var tally = TallyProcess.StartProgram(
            folder.Path,
            new Dictionary<string, string>(),
            "run",
            "minutes.sql",
            "--listen",
            "http://127.0.0.1:0"
        );
        await tally.WaitForAddressAsync();
        using var api = new TallyApi(tally.Address);
        await Task.Delay(2500, Cancellation);
        for (var file = 0; file < 2; file++)
        {
            await File.WriteAllTextAsync(
                folder["orders.log"],
                $$"""{"ts":"2025-11-11 00:0{{file}}:10.000","amount":{{file + 1}}}""" + "\n",
                Cancellation
            );
            await TallyApi.WaitForAsync(
                async () => (await api.RowsAsync("minutes")).Select(row => row[2]).ToList(),
                rows => rows.SequenceEqual(file == 0 ? ["1"] : ["1", "2"]),
                rows => string.Join(",", rows)
            );
            File.Delete(folder["orders.log"]);
            await Task.Delay(2500, Cancellation);
        }
    }

    static async Task WaitForBytesAsync(TallyApi api, ScratchFolder folder)
    {
        await TallyApi.WaitForAsync(
            async () =>
            {
                var lines = (await api.GetAsync("/api/v1/pipeline")).GetProperty("streams").EnumerateArray().Single();
                return lines.GetProperty("partitions").EnumerateArray().Sum(partition => partition.GetProperty("position").GetInt64());
            },
            read => read == Directory.EnumerateFiles(folder.Path, "app.log*").Sum(path => new FileInfo(path).Length),
            read => $"{read} bytes"
        );
        // Statistics are of the reader; what it has read is stored a moment later.
        await Task.Delay(700, Cancellation);
    }
}
