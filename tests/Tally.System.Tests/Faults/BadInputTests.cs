using System.Text;
using System.Text.Json;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Faults;

/// <summary>Input of every bad kind in a tailed file: the query goes on, each record is counted by kind and kept with its reason.</summary>
public sealed class BadInputTests
{
    const string Pipeline = """
        CREATE TABLE order_file (order_id STRING NOT NULL, ts TIMESTAMP_LTZ(3), quantity INT, amount DECIMAL(12, 2))
          WITH ('connector' = 'tail', 'path' = 'orders.log', 'format' = 'json', 'tail.max-line' = '1 mb');
        CREATE TABLE orders (order_id STRING NOT NULL, ts TIMESTAMP_LTZ(3), quantity INT, amount DECIMAL(12, 2),
            WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
          WITH ('connector' = 'log', 'topic' = 'orders', 'format' = 'json');
        INSERT INTO orders SELECT * FROM order_file;
        CREATE VIEW totals AS SELECT COUNT(*) AS orders, SUM(quantity) AS pieces, SUM(amount) AS gmv FROM orders;
        CREATE VIEW minutes AS SELECT window_start, window_end, COUNT(*) AS orders
            FROM TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY window_start, window_end;
        """;

    const string Rest = "\",\"ts\":\"2025-11-10 16:00:00Z\",\"quantity\":1,\"amount\":1}";

    static readonly (string What, byte[] Line, string Kept)[] s_bad =
    [
        ("broken JSON", Text("""{"order_id":"broken","ts":"""), "broken"),
        ("no JSON at all", Text("GET / HTTP/1.1"), "GET /"),
        ("a wrong type", Text("""{"order_id":"type","ts":"2025-11-10 16:00:00Z","quantity":"three","amount":1}"""), "three"),
        (
            "a number that is too large",
            Text("""{"order_id":"large","ts":"2025-11-10 16:00:00Z","quantity":99999999999,"amount":1}"""),
            "large"
        ),
        ("no time", Text("""{"order_id":"time","ts":"yesterday","quantity":1,"amount":1}"""), "yesterday"),
        ("a null key", Text("""{"order_id":null,"ts":"2025-11-10 16:00:00Z","quantity":1,"amount":1}"""), "null"),
        ("NUL bytes", new byte[64], ""),
        ("invalid UTF-8", [.. Text("""{"order_id":"utf8"""), 0xC3, 0x28, 0xFF, .. Text(Rest)], ""),
        ("a 10 MB line", [.. Text("""{"order_id":"long"""), .. Enumerable.Repeat((byte)'x', 10 << 20), .. Text(Rest)], "long"),
    ];

    [Fact]
    public async Task Every_kind_is_counted_and_kept_and_the_query_goes_on()
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder["pipeline.sql"], Pipeline, TestContext.Current.CancellationToken);
        Append(folder["orders.log"], Good(1));
        await using var tally = TallyProcess.Start(folder.Path, "run", "pipeline.sql", "--listen", "http://127.0.0.1:0");
        await tally.WaitForAddressAsync();
        using var api = new TallyApi(tally.Address);
        foreach (var (_, line, _) in s_bad)
        {
            Append(folder["orders.log"], line);
            Append(folder["orders.log"], Good(1));
        }
        // An empty line is no record, as in Flink.
        Append(folder["orders.log"], []);
        // A record of 2099 must not end the windows of today, one of 1970 is late for its own, a return has a negative quantity.
        Append(folder["orders.log"], Text("""{"order_id":"future","ts":"2099-01-01 00:00:00Z","quantity":1,"amount":1.00}"""));
        Append(folder["orders.log"], Text("""{"order_id":"past","ts":"1970-01-01 00:00:01Z","quantity":1,"amount":1.00}"""));
        Append(folder["orders.log"], Text("""{"order_id":"return","ts":"2025-11-10 16:00:00Z","quantity":-3,"amount":-30.00}"""));
        Append(folder["orders.log"], Good(1));

        var good = s_bad.Length + 2;
        // What is late for a window still counts where there is no window.
        await api.WaitForRowsAsync("totals", $"{good + 2},{good + 1 - 3},{10 * good + 1 - 30}.00");
        await TallyApi.WaitForAsync(
            async () => (await api.RowsAsync("minutes")).Sum(row => long.Parse(row[2])),
            count => count == good + 1,
            count => $"{count} orders in windows"
        );
        var dead = await TallyApi.WaitForAsync(
            () => DeadAsync(api, "order_file"),
            dead => dead.Values.Sum() >= s_bad.Length,
            dead => string.Join(", ", dead)
        );
        Assert.Equal(
            ["json 3", "not-null 1", "too-long 1", "type 3", "utf8 1"],
            dead.Select(entry => $"{entry.Key} {entry.Value}").Order(StringComparer.Ordinal)
        );
        Assert.Equal(1, (await DeadAsync(api, "orders")).GetValueOrDefault("future-time"));
        var late = (await api.GetAsync("/api/v1/pipeline"))
            .GetProperty("streams")
            .EnumerateArray()
            .Single(stream => stream.GetProperty("name").GetString() == "orders")
            .GetProperty("late")
            .GetInt64();
        Assert.Equal(1, late);
        Assert.All(
            (await api.GetAsync("/api/v1/pipeline")).GetProperty("queries").EnumerateArray(),
            query => Assert.Equal(JsonValueKind.Null, query.GetProperty("error").ValueKind)
        );
        Assert.Equal(0, await tally.InterruptAsync());
        await CheckLettersAsync(folder);
    }

    static async Task CheckLettersAsync(ScratchFolder folder)
    {
        var letters = await LettersAsync(folder, "orders.dead");
        foreach (var (what, _, kept) in s_bad)
            Assert.True(
                letters.Any(letter => letter.Contains(kept, StringComparison.Ordinal)),
                $"{what} was not kept:\n{string.Join('\n', letters.Select(letter => letter[..Math.Min(200, letter.Length)]))}"
            );
        Assert.All(letters, letter => Assert.NotEqual("", JsonDocument.Parse(letter).RootElement.GetProperty("reason").GetString()));
        Assert.Contains(await LettersAsync(folder, "orders.dead"), letter => letter.Contains("2099", StringComparison.Ordinal));
        Assert.Contains(await LettersAsync(folder, "orders.late"), letter => letter.Contains("1970", StringComparison.Ordinal));
    }

    static async Task<string[]> LettersAsync(ScratchFolder folder, string topic)
    {
        var (status, output) = await TallyProcess.RunAsync(folder.Path, "log", "cat", topic);
        Assert.True(status == 0, output);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    static async Task<Dictionary<string, long>> DeadAsync(TallyApi api, string stream) =>
        (await api.GetAsync("/api/v1/pipeline"))
            .GetProperty("streams")
            .EnumerateArray()
            .Single(each => each.GetProperty("name").GetString() == stream)
            .GetProperty("dead")
            .EnumerateObject()
            .ToDictionary(entry => entry.Name, entry => entry.Value.GetInt64());

    static byte[] Good(int quantity) =>
        Text($$"""{"order_id":"good","ts":"2025-11-10 16:00:00.123Z","quantity":{{quantity}},"amount":10.00}""");

    static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    static void Append(string path, byte[] line)
    {
        using var file = new FileStream(path, FileMode.Append);
        file.Write(line);
        file.WriteByte((byte)'\n');
    }
}
