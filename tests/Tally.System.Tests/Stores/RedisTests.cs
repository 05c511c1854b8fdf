using System.Globalization;
using System.Text.Json;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Stores;

/// <summary>What INSERT INTO a table of Redis leaves there, read with redis-cli.</summary>
public sealed class RedisTests
{
    const string Orders = """
        CREATE TABLE orders (id INT, ts TIMESTAMP_LTZ(3), category STRING, amount DECIMAL(12, 2), WATERMARK FOR ts AS ts)
            WITH ('connector' = 'filesystem', 'path' = 'orders.json', 'format' = 'json');

        """;

    [Fact]
    public async Task Every_kind_of_key_holds_the_values_of_the_query()
    {
        await using var redis = await RedisServer.StartAsync();
        using var folder = new ScratchFolder();
        await JdbcTests.WriteOrdersAsync(folder, 1000);
        const string Total = "SELECT category, SUM(amount) FROM orders GROUP BY category";
        string Table(string name, string more) =>
            $"CREATE TABLE {name} (category STRING, s DECIMAL(38, 2), PRIMARY KEY (category) NOT ENFORCED) WITH ({redis.Options}, " +
                $"{more}); INSERT INTO {name} {Total};";
        await JdbcTests.RunAsync(
            folder,
            $$"""
            {{Orders}}
            {{Table("ranked", "'data-type' = 'zset', 'key' = 'shop:ranked', 'ttl' = '1 h'")}}
            {{Table("hashed", "'data-type' = 'hash', 'key' = 'shop:hashed', 'database' = '2'")}}
            {{Table("single", "'data-type' = 'string', 'key' = 'shop:single:{category}'")}}
            {{Table("listed", "'data-type' = 'json', 'key' = 'shop:listed'")}}
            {{Table("changes", "'data-type' = 'stream', 'key' = 'shop:changes'")}}
            CREATE TABLE by_minute (window_start TIMESTAMP(3), category STRING, n BIGINT, s DECIMAL(38, 2), PRIMARY KEY (window_start,
                category) NOT ENFORCED) WITH ({{redis.Options}}, 'data-type' = 'hash', 'key' = 'shop:minute:{window_start}');
            INSERT INTO by_minute SELECT window_start, category, COUNT(*), SUM(amount)
                FROM TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY window_start, window_end, category;
            """);
        var expected = await JdbcTests.SqlAsync(folder, Orders + Total);
        Assert.Equal(expected, Pairs(await redis.LinesAsync("ZRANGE", "shop:ranked", "0", "-1", "WITHSCORES"), number: true));
        Assert.InRange(long.Parse(await redis.AskAsync("TTL", "shop:ranked"), CultureInfo.InvariantCulture), 1, 3600);
        Assert.Equal(expected, Pairs(await redis.LinesAsync("-n", "2", "HGETALL", "shop:hashed")));
        Assert.Equal(
            expected.Single(line => line.StartsWith("c3", StringComparison.Ordinal)),
            "c3," + await redis.AskAsync("GET", "shop:single:c3")
        );
        var list = JsonDocument
            .Parse(await redis.AskAsync("GET", "shop:listed"))
            .RootElement.EnumerateArray()
            .Select(row => $"{row.GetProperty("category")},{row.GetProperty("s")}");
        Assert.Equal(expected, list.Order(StringComparer.Ordinal));
        Assert.Equal("7", await redis.AskAsync("XLEN", "shop:changes"));
        var value = JsonDocument.Parse(await redis.AskAsync("HGET", "shop:minute:2025-11-11T00:01:00", "c1")).RootElement;
        Assert.Equal("9", value.GetProperty("n").ToString());
        Assert.Equal("17", await redis.AskAsync("EVAL", "return #redis.call('KEYS', 'shop:minute:*')", "0"));
    }

    [Fact]
    public async Task Scores_that_a_double_cannot_hold_are_exact_beside_it()
    {
        await using var redis = await RedisServer.StartAsync();
        using var folder = new ScratchFolder();
        await JdbcTests.RunAsync(folder, $"""
            CREATE TABLE big (name STRING, n BIGINT, PRIMARY KEY (name) NOT ENFORCED)
                WITH ({redis.Options}, 'data-type' = 'zset', 'key' = 'big');
            INSERT INTO big VALUES ('below', 9007199254740992), ('above', 9007199254740993);
            CREATE TABLE money (name STRING, n DECIMAL(38, 2), PRIMARY KEY (name) NOT ENFORCED)
                WITH ({redis.Options}, 'data-type' = 'hash', 'key' = 'money');
            INSERT INTO money VALUES ('much', 123456789012345678901234567890.12);
            """);
        Assert.Equal(["above", "9007199254740993"], await redis.LinesAsync("HGETALL", "big:exact"));
        Assert.Equal("123456789012345678901234567890.12", await redis.AskAsync("HGET", "money", "much"));
    }

    [Fact]
    public async Task Users_and_wrong_passwords()
    {
        await using var redis = await RedisServer.StartAsync();
        using var folder = new ScratchFolder();
        Assert.Equal("OK", await redis.AskAsync("ACL", "SETUSER", "tally", "on", ">pw", "~shop:*", "~{tally:*", "+@all"));
        string Insert(string options, string key) =>
            $"CREATE TABLE t (id INT, v INT, PRIMARY KEY (id) NOT ENFORCED) WITH ({options}, 'key' = '{key}', 'sink.max-retries' = " +
                $"'0'); INSERT INTO t VALUES (1, 2);";
        var user = redis.Options.Replace("'password' = 's3cret:pass'", "'username' = 'tally', 'password' = 'pw'");
        await JdbcTests.RunAsync(folder, Insert(user, "shop:t"));
        Assert.Equal("2", await redis.AskAsync("HGET", "shop:t", "1"));
        Assert.Contains("grant the user", await JdbcTests.FailAsync(folder, Insert(user, "other:t")));
        Assert.Contains(
            "check 'username' and 'password'",
            await JdbcTests.FailAsync(folder, Insert(redis.Options.Replace("s3cret", "wrong"), "shop:t"))
        );
        await redis.KillAsync();
        Assert.Contains("is the server running", await JdbcTests.FailAsync(folder, Insert(redis.Options, "shop:t")));
    }

    [Fact]
    public async Task Cluster_slots_and_a_replica_among_the_hosts_are_respected()
    {
        await using var one = await RedisServer.StartAsync("--cluster-enabled", "yes");
        await using var two = await RedisServer.StartAsync("--cluster-enabled", "yes");
        await one.AskAsync("CLUSTER", "ADDSLOTSRANGE", "0", "8000");
        await two.AskAsync("CLUSTER", "ADDSLOTSRANGE", "8001", "16383");
        await one.AskAsync("CLUSTER", "MEET", "127.0.0.1", $"{two.Port}");
        await ServerProcess.WaitForAsync(async () =>
            Assert.Contains(
                "cluster_state:ok",
                await one.AskAsync("CLUSTER", "INFO")
                    + await two.AskAsync("CLUSTER", "INFO")
                        .ContinueWith(info => info.Result.Contains("cluster_state:ok") ? "" : throw new InvalidOperationException())
            )
        );
        using var folder = new ScratchFolder();
        await JdbcTests.RunAsync(
            folder,
            $"CREATE TABLE t (id INT, v INT, PRIMARY KEY (id) NOT ENFORCED) WITH ({one.Options}, 'cluster' = 'true', 'data-type' = " +
                $"'string', 'key' = 'k:{{id}}'); INSERT INTO t VALUES " +
                $"{string.Join(", ", Enumerable.Range(0, 50).Select(i => $"({i}, {i * i})"))};"
        );
        foreach (var i in Enumerable.Range(0, 50))
            Assert.Equal($"{i * i}", await one.AskAsync("GET", $"k:{i}"));

        await using var primary = await RedisServer.StartAsync();
        await using var replica = await RedisServer.StartAsync("--replicaof", "127.0.0.1", $"{primary.Port}");
        await JdbcTests.RunAsync(
            folder,
            $"CREATE TABLE t (id INT, v INT, PRIMARY KEY (id) NOT ENFORCED) WITH " +
                $"({primary.Options.Replace("127.0.0.1:", $"127.0.0.1:{replica.Port},127.0.0.1:")}, 'key' = 't'); INSERT INTO t VALUES " +
                $"(1, 2);"
        );
        Assert.Equal("2", await primary.AskAsync("HGET", "t", "1"));
    }

    [Fact]
    public async Task Sentinels_name_the_primary_and_after_a_fail_over_everything_is_there_again()
    {
        await using var primary = await RedisServer.StartAsync();
        await using var replica = await RedisServer.StartAsync("--replicaof", "127.0.0.1", $"{primary.Port}");
        await using var sentinel = await RedisServer.StartSentinelAsync(primary.Port);
        using var folder = new ScratchFolder();
        await JdbcTests.WriteOrdersAsync(folder, 1000);
        await File.WriteAllTextAsync(folder["p.sql"], $"""
            SET 'execution.checkpointing.interval' = '300 ms';
            CREATE TABLE orders (id INT, category STRING) WITH ('connector' = 'tail', 'path' = 'orders.json', 'format' = 'json');
            CREATE TABLE t (category STRING, n BIGINT, PRIMARY KEY (category) NOT ENFORCED)
                WITH ({sentinel.Options}, 'sentinel.master' = 'shop', 'key' = 't');
            INSERT INTO t SELECT category, COUNT(*) FROM orders GROUP BY category;
            """,
            TestContext.Current.CancellationToken
        );
        await using var tally = TallyProcess.Start(
            folder.Path,
            "run",
            folder["p.sql"],
            "--data",
            folder["data"],
            "--listen",
            "http://127.0.0.1:0"
        );
        await TallyApi.WaitForAsync(() => SumAsync(primary), sum => sum == 1000, sum => $"{sum}");
        await primary.KillAsync();
        await JdbcTests.WriteOrdersAsync(folder, 500, first: 1000);
        await TallyApi.WaitForAsync(() => SumAsync(replica), sum => sum == 1500, sum => $"{sum}");
    }

    [Fact]
    public async Task Connection_uses_TLS_where_it_is_asked_for_and_checks_the_certificate()
    {
        using var authority = new CertificateAuthority();
        using var stranger = new CertificateAuthority();
        using var folder = new ScratchFolder();
        var port = ServerProcess.FreePort();
        await using var redis = await RedisServer.StartAsync(
            "--tls-port",
            $"{port}",
            "--tls-cert-file",
            authority.CertificateFile,
            "--tls-key-file",
            authority.KeyFile,
            "--tls-ca-cert-file",
            authority.AuthorityFile,
            "--tls-auth-clients",
            "no"
        );
        string Insert(int at, string more) =>
            $"CREATE TABLE t (id INT, v INT, PRIMARY KEY (id) NOT ENFORCED) WITH ({redis.Options.Replace($"{redis.Port}", $"{at}")}, " +
                $"'key' = 't', 'sink.max-retries' = '0'{more}); INSERT INTO t VALUES (1, 2);";
        foreach (var trusted in new[] { $"'ssl.ca-file' = '{authority.AuthorityFile}'", "'ssl.trust-all' = 'true'" })
        {
            await JdbcTests.RunAsync(folder, Insert(port, $", 'ssl' = 'true', {trusted}"));
            Assert.Equal("2", await redis.AskAsync("HGET", "t", "1"));
            await redis.AskAsync("DEL", "t");
        }
        foreach (
            var (at, more, advice) in new[]
            {
                (port, ", 'ssl' = 'true'", "check 'ssl.ca-file'"),
                (port, $", 'ssl' = 'true', 'ssl.ca-file' = '{stranger.AuthorityFile}'", "check 'ssl.ca-file'"),
                (port, ", 'ssl' = 'true', 'ssl.ca-file' = '/nowhere.pem'", "/nowhere.pem"),
                (port, "", "set 'ssl'"),
                (redis.Port, ", 'ssl' = 'true'", "speak TLS at this port"),
            }
        )
            Assert.Contains(advice, await JdbcTests.FailAsync(folder, Insert(at, more)));
        Assert.Equal("0", await redis.AskAsync("EXISTS", "t"));
    }

    [Fact]
    public async Task Table_that_cannot_be_kept_is_refused_with_the_reason()
    {
        using var folder = new ScratchFolder();
        const string Table =
            "CREATE TABLE t (a INT, b INT, v INT, PRIMARY KEY (a, b) NOT ENFORCED) WITH ('connector' = 'redis', 'host' = '127.0.0.1:1', ";
        foreach (
            var (options, message) in new[]
            {
                ("'key' = 'x:{nope}'", "names nope"),
                ("'key' = 'x:{v}'", "must be part of the primary key"),
                ("'key' = 'x:{a}', 'data-type' = 'string'", "it lacks {b}"),
                ("'key' = 'x:{a'", "not closed"),
            }
        )
            Assert.Contains(message, await JdbcTests.FailAsync(folder, $"{Table}{options}); INSERT INTO t VALUES (1, 2, 3);"));
    }

    static async Task<int> SumAsync(RedisServer redis) =>
        (await redis.LinesAsync("HVALS", "t")).Sum(text => int.TryParse(text, out var count) ? count : 0);

    static string Money(string text) =>
        decimal.Parse(text, CultureInfo.InvariantCulture).ToString("0.00", CultureInfo.InvariantCulture);

    static List<string> Pairs(string[] lines, bool number = false) =>
        [
            .. lines
                .Chunk(2)
                .Select(pair =>
                    $"{pair[0]},{(number ? Money(pair[1]) : pair[1])}"
                )
                .Order(StringComparer.Ordinal),
        ];
}
