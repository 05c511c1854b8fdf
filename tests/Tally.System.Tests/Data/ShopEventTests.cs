using System.Text.Json;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Data;

/// <summary>Real shop events in a CSV file whose last row is cut off.</summary>
public sealed class ShopEventTests
{
    const string Columns =
        "event_time STRING, event_type STRING, product_id STRING, category_id STRING, category_code STRING, brand STRING, price " +
            "DECIMAL(10, 2), user_id STRING, user_session STRING";
    const string Counts = """
        SELECT COUNT(*) FILTER (WHERE event_type = 'view') AS viewed, COUNT(*) FILTER (WHERE event_type = 'cart') AS carted,
          COUNT(*) FILTER (WHERE event_type = 'purchase') AS bought, SUM(price) FILTER (WHERE event_type = 'purchase') AS worth FROM events
        """;
    const string Whole = "17055,165,214,59442.63";

    [Fact]
    public async Task Cut_off_row_is_counted_when_bad_rows_are_skipped()
    {
        using var folder = new ScratchFolder();
        WithoutHeader(folder["events.csv"]);
        var tables = $"CREATE TABLE events ({Columns}) WITH ('connector' = 'filesystem', 'path' = 'events.csv', 'format' = 'csv');";
        await File.WriteAllTextAsync(folder["tables.sql"], tables, TestContext.Current.CancellationToken);
        var (status, output) = await TallyProcess.RunAsync(
            folder.Path,
            "sql",
            "tables.sql",
            "-c",
            Counts,
            "--bad-rows",
            "skip",
            "--format",
            "csv"
        );
        Assert.Equal(0, status);
        Assert.Contains(Whole, output.Split('\n'));
        Assert.Matches(@"tally: left out 1 \w+; the first: events\.csv", output);
        (status, output) = await TallyProcess.RunAsync(folder.Path, "sql", "tables.sql", "-c", Counts, "--format", "csv");
        Assert.Equal(1, status);
        Assert.Contains("events.csv:17435", output);
    }

    [Fact]
    public async Task Cut_off_row_is_a_dead_letter_in_a_pipeline()
    {
        using var folder = new ScratchFolder();
        WithoutHeader(folder["shop.csv"]);
        await File.AppendAllTextAsync(folder["shop.csv"], "\r\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder["pipeline.sql"], $"""
            CREATE TABLE event_file ({Columns}) WITH ('connector' = 'tail', 'path' = 'shop.csv', 'format' = 'csv');
            CREATE TABLE events ({Columns}) WITH ('connector' = 'log', 'topic' = 'events', 'format' = 'json');
            INSERT INTO events SELECT * FROM event_file;
            CREATE VIEW counts AS {Counts};
            """, TestContext.Current.CancellationToken);
        await using var tally = TallyProcess.Start(folder.Path, "run", "pipeline.sql", "--listen", "http://127.0.0.1:0");
        await tally.WaitForAddressAsync();
        using var api = new TallyApi(tally.Address);
        await api.WaitForRowsAsync("counts", Whole);
        var dead = await TallyApi.WaitForAsync(() => DeadAsync(api), dead => dead.Count > 0, _ => "no dead letter");
        Assert.Equal(1, dead.Values.Sum());
        Assert.Equal(0, await tally.InterruptAsync());
        var (status, letters) = await TallyProcess.RunAsync(folder.Path, "log", "cat", "events.dead");
        Assert.Equal(0, status);
        var letter = JsonDocument.Parse(letters).RootElement;
        Assert.NotEqual("", letter.GetProperty("reason").GetString());
        Assert.StartsWith("2019-10-01 02:50:00 UTC,view,10900305", letter.GetProperty("record").GetString());
    }

    static async Task<Dictionary<string, long>> DeadAsync(TallyApi api) =>
        (await api.GetAsync("/api/v1/pipeline"))
            .GetProperty("streams")
            .EnumerateArray()
            .SelectMany(stream => stream.GetProperty("dead").EnumerateObject())
            .ToDictionary(entry => entry.Name, entry => entry.Value.GetInt64());

    static void WithoutHeader(string to)
    {
        var bytes = File.ReadAllBytes(SharedData.PathOf("rees46/2019-Oct.csv"));
        File.WriteAllBytes(to, bytes[(Array.IndexOf(bytes, (byte)'\n') + 1)..]);
    }
}
