using System.Globalization;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Stores;

/// <summary>A pipeline that tails a file and writes totals, windows and plain rows to Redis and PostgreSQL; what they must hold in the end
/// is what tally sql computes over the file.</summary>
sealed class StorePipeline : IDisposable
{
    const string Columns = "(id INT, ts TIMESTAMP_LTZ(3), category STRING, amount DECIMAL(12, 2)";
    const string Totals = "SELECT category, COUNT(*), SUM(amount) FROM orders GROUP BY category";
    const string Minutes =
        "SELECT window_start, category, SUM(amount) FROM TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY " +
            "window_start, window_end, category";
    const string Best =
        "SELECT rn, category, s FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY s DESC, category) AS rn FROM (SELECT category, SUM(amount) " +
            "AS s FROM orders GROUP BY category)) WHERE rn <= 3";

    readonly ScratchFolder _folder = new();
    int _count;

    public StorePipeline(string redis, string postgres)
    {
        File.WriteAllText(_folder["orders.json"], "");
        File.WriteAllText(_folder["pipeline.sql"], $$"""
            SET 'execution.checkpointing.interval' = '300 ms';
            SET 'tally.create-tables' = 'true';
            CREATE TABLE order_file {{Columns}}) WITH ('connector' = 'tail', 'path' = 'orders.json', 'format' = 'json');
            CREATE TABLE orders {{Columns}}, WATERMARK FOR ts AS ts) WITH ('connector' = 'log', 'topic' = 'orders', 'format' = 'json');
            INSERT INTO orders SELECT * FROM order_file;
            CREATE TABLE r_totals (category STRING, n BIGINT, s DECIMAL(38, 2), PRIMARY KEY (category) NOT ENFORCED)
                WITH ({{redis}}, 'data-type' = 'zset', 'key' = 'totals', 'score' = 'n');
            CREATE TABLE r_minutes (window_start TIMESTAMP(3), category STRING, s DECIMAL(38, 2), PRIMARY KEY (window_start,
                category) NOT ENFORCED) WITH ({{redis}}, 'data-type' = 'hash', 'key' = 'minute:{window_start}');
            CREATE TABLE p_totals (category STRING, n BIGINT, s DECIMAL(38, 2), PRIMARY KEY (category) NOT ENFORCED)
                WITH ({{postgres}}, 'table-name' = 'totals');
            CREATE TABLE p_minutes (window_start TIMESTAMP(3), category STRING, s DECIMAL(38, 2), PRIMARY KEY (window_start,
                category) NOT ENFORCED) WITH ({{postgres}}, 'table-name' = 'minutes');
            CREATE TABLE p_best (rn BIGINT, category STRING, s DECIMAL(38, 2), PRIMARY KEY (rn) NOT ENFORCED)
                WITH ({{postgres}}, 'table-name' = 'best');
            CREATE TABLE p_plain (id INT, amount DECIMAL(12, 2)) WITH ({{postgres}}, 'table-name' = 'plain');
            INSERT INTO r_totals {{Totals}};
            INSERT INTO r_minutes {{Minutes}};
            INSERT INTO p_totals {{Totals}};
            INSERT INTO p_minutes {{Minutes}};
            INSERT INTO p_best {{Best}};
            INSERT INTO p_plain SELECT id, amount FROM orders;
            """);
    }

    public string FolderPath => _folder.Path;

    public int Count => _count;

    public string FilePath => _folder["pipeline.sql"];

    public async Task<TallyProcess> StartAsync()
    {
        var tally = TallyProcess.Start(_folder.Path, "run", FilePath, "--data", _folder["data"], "--listen", "http://127.0.0.1:0");
        await tally.WaitForAddressAsync();
        return tally;
    }

    /// <summary>Some more orders, a quarter of a second apart.</summary>
    public async Task AddAsync(int count)
    {
        var lines = Enumerable
            .Range(_count, count)
            .Select(id => Line(id, new DateTime(2025, 11, 11).AddSeconds(id / 4.0), $"c{id * 31 % 7}"));
        _count += count;
        await File.AppendAllLinesAsync(_folder["orders.json"], lines);
    }

    /// <summary>Orders for some seconds, in small portions.</summary>
    public async Task AddForAsync(TimeSpan duration)
    {
        for (var left = duration; left > TimeSpan.Zero; left -= TimeSpan.FromMilliseconds(50))
        {
            await AddAsync(50);
            await Task.Delay(50);
        }
    }

    /// <summary>An order that is so late that all windows before it end.</summary>
    public Task EndAsync() => File.AppendAllLinesAsync(_folder["orders.json"], [Line(_count++, new DateTime(2025, 11, 12), "end")]);

    /// <summary>Waits until Redis and PostgreSQL hold what a bounded run computes; fails with the differences.</summary>
    public async Task<int> ExpectAsync(RedisServer redis, PostgresServer postgres)
    {
        var orders =
            $"CREATE TABLE orders {Columns}, WATERMARK FOR ts AS ts) WITH ('connector' = 'filesystem', 'path' = 'orders.json', 'format' " +
                $"= 'json'); ";
        var (totals, minutes, best) = (
            await JdbcTests.SqlAsync(_folder, orders + Totals),
            await JdbcTests.SqlAsync(_folder, orders + Minutes),
            await JdbcTests.SqlAsync(_folder, orders + Best)
        );
        minutes.RemoveAll(line => line.Contains(",end,", StringComparison.Ordinal));
        await EqualAsync(
            [.. totals.Select(line => string.Join(',', line.Split(',')[..2]))],
            async () =>
                [.. (await redis.LinesAsync("ZRANGE", "totals", "0", "-1", "WITHSCORES")).Chunk(2).Select(pair => string.Join(',', pair))]
        );
        await EqualAsync(minutes, () => MinutesAsync(redis, minutes));
        await EqualAsync(totals, () => postgres.RowsAsync("SELECT category, n, s FROM totals"));
        await EqualAsync(
            minutes,
            () => postgres.RowsAsync("SELECT to_char(window_start, 'YYYY-MM-DD HH24:MI:SS.MS'), category, s FROM minutes")
        );
        await EqualAsync(best, () => postgres.RowsAsync("SELECT rn, category, s FROM best"));
        await EqualAsync([$"{_count},{_count}"], () => postgres.RowsAsync("SELECT count(*), count(DISTINCT id) FROM plain"));
        return totals.Count * 2 + minutes.Count * 2 + best.Count + _count;
    }

    public void Dispose() => _folder.Dispose();

    static async Task<List<string>> MinutesAsync(RedisServer redis, List<string> expected)
    {
        var rows = new List<string>();
        foreach (var start in expected.Select(line => line.Split(',')[0]).Distinct())
            rows.AddRange(
                (await redis.LinesAsync("HGETALL", $"minute:{start[..19].Replace(' ', 'T')}"))
                    .Chunk(2)
                    .Select(pair => $"{start},{pair[0]},{pair[1]}")
            );
        return rows;
    }

    static Task EqualAsync(List<string> expected, Func<Task<List<string>>> ask) =>
        TallyApi.WaitForAsync(
            async () => (await ask()).Order(StringComparer.Ordinal).ToList(),
            expected.SequenceEqual,
            rows =>
                $"missing: {string.Join("; ", expected.Except(rows).Take(5))}; not expected: " +
                    $"{string.Join("; ", rows.Except(expected).Take(5))}"
        );

    static string Line(int id, DateTime time, string category) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"id":{{id}},"ts":"{{time:yyyy-MM-dd HH:mm:ss.fff}}Z","category":"{{category}}","amount":{{id % 100}}.25}"""
        );
}
