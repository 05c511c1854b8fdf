using Tally.System.Tests.Running;

namespace Tally.System.Tests.Stores;

/// <summary>tally sql and PostgreSQL: what is written is there exactly, and can be read again.</summary>
public sealed class JdbcTests
{
    const string Orders = """
        CREATE TABLE orders (id INT, ts TIMESTAMP_LTZ(3), category STRING, amount DECIMAL(12, 2), WATERMARK FOR ts AS ts)
            WITH ('connector' = 'filesystem', 'path' = 'orders.json', 'format' = 'json');

        """;

    [Fact]
    public async Task Updating_query_writes_its_last_rows_and_deletes_what_left()
    {
        await using var postgres = await PostgresServer.StartAsync();
        using var folder = new ScratchFolder();
        await WriteOrdersAsync(folder, 1000);
        var sql = $"""
            SET 'tally.create-tables' = 'true';
            {Orders}
            CREATE TABLE totals (category STRING, n BIGINT, s DECIMAL(38, 2), PRIMARY KEY (category) NOT ENFORCED)
                WITH ({postgres.Options}, 'table-name' = 'totals');
            CREATE TABLE best (rn BIGINT, category STRING, s DECIMAL(38, 2), PRIMARY KEY (rn) NOT ENFORCED)
                WITH ({postgres.Options}, 'table-name' = 'best');
            CREATE TABLE plain (id INT, ts TIMESTAMP_LTZ(3), amount DECIMAL(12, 2)) WITH ({postgres.Options}, 'table-name' = 'plain');
            INSERT INTO totals SELECT category, COUNT(*), SUM(amount) FROM orders GROUP BY category;
            INSERT INTO best SELECT rn, category, s FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY s DESC, category) AS rn
                FROM (SELECT category, SUM(amount) AS s FROM orders GROUP BY category)) WHERE rn <= 3;
            INSERT INTO plain SELECT id, ts, amount FROM orders;
            """;
        await RunAsync(folder, sql);
        var expected = await SqlAsync(folder, Orders + "SELECT category, COUNT(*), SUM(amount) FROM orders GROUP BY category");
        Assert.Equal(expected, await postgres.RowsAsync("SELECT category, n, s FROM totals"));
        Assert.Equal(3, (await postgres.RowsAsync("SELECT * FROM best")).Count);
        Assert.Equal(["1000"], await postgres.RowsAsync("SELECT count(*) FROM plain"));
        Assert.Equal(
            ["bigint", "integer", "numeric(12,2)", "numeric(38,2)", "text", "timestamp(3) with time zone"],
            await postgres.RowsAsync(
                "SELECT DISTINCT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attnum > 0 AND attrelid IN " +
                    "('totals'::regclass, 'plain'::regclass)"
            )
        );
        var again = await SqlAsync(
            folder,
            $"CREATE TABLE plain (id INT, ts TIMESTAMP_LTZ(3), amount DECIMAL(12, 2)) WITH ({postgres.Options}, 'table-name' = " +
                $"'plain'); SELECT id, ts, amount FROM plain"
        );
        Assert.Equal(await SqlAsync(folder, Orders + "SELECT id, ts, amount FROM orders"), again);
    }

    [Fact]
    public async Task Many_rows_are_stored_exactly_as_few_are()
    {
        await using var postgres = await PostgresServer.StartAsync();
        using var folder = new ScratchFolder();
        const string Columns = """
            (id INT, flag BOOLEAN, tiny TINYINT, small SMALLINT, big BIGINT, f FLOAT, d DOUBLE, n0 DECIMAL(18, 0), n2 DECIMAL(12, 2),
                n5 DECIMAL(20, 5), n8 DECIMAL(38, 8), text STRING, word VARCHAR(20), payload BYTES,
             day_of DATE, time_of TIME, ts TIMESTAMP(3), fine TIMESTAMP(6), ltz TIMESTAMP_LTZ(3)
            """;
        await File.WriteAllLinesAsync(
            folder["all.json"],
            Enumerable.Range(0, 400).Select(id => id % 10 == 9 ? $$"""{"id":{{id}}}""" : LineOfAllTypes(id)),
            TestContext.Current.CancellationToken
        );
        string Table(string name) => $"CREATE TABLE {name} {Columns}) WITH ({postgres.Options}, 'table-name' = '{name}');";
        await RunAsync(folder, $"""
            SET 'tally.create-tables' = 'true';
            CREATE TABLE source {Columns}) WITH ('connector' = 'filesystem', 'path' = 'all.json', 'format' = 'json');
            {Table("many")} {Table("few")} {Table("others")}
            INSERT INTO many SELECT * FROM source;
            INSERT INTO few SELECT * FROM source WHERE id < 150;
            INSERT INTO others SELECT * FROM source WHERE id >= 150 AND id < 300;
            """);
        const string Small = "(SELECT * FROM few UNION ALL SELECT * FROM others)";
        Assert.Equal(["300"], await postgres.RowsAsync($"SELECT count(*) FROM {Small} s"));
        Assert.Equal(["400,360,360"], await postgres.RowsAsync("SELECT count(*), count(n8), count(ltz) FROM many"));
        Assert.Empty(await postgres.RowsAsync($"SELECT * FROM many WHERE id < 300 EXCEPT ALL {Small}"));
        Assert.Empty(await postgres.RowsAsync($"{Small} EXCEPT ALL SELECT * FROM many"));
    }

    [Fact]
    public async Task Wrong_password_missing_table_and_absent_server_are_told()
    {
        await using var postgres = await PostgresServer.StartAsync();
        using var folder = new ScratchFolder();
        await WriteOrdersAsync(folder, 10);
        string Insert(string options) =>
            $"{Orders}CREATE TABLE t (id INT, PRIMARY KEY (id) NOT ENFORCED) WITH ({options}, 'table-name' = 'nowhere', " +
                $"'sink.max-retries' = '0'); INSERT INTO t SELECT id FROM orders;";
        Assert.Contains("tally.create-tables", await FailAsync(folder, Insert(postgres.Options)));
        Assert.Contains("check 'username' and 'password'", await FailAsync(folder, Insert(postgres.Options.Replace("s3cret", "wrong"))));
        await postgres.KillAsync();
        Assert.Contains("is the server running", await FailAsync(folder, Insert(postgres.Options)));
    }

    [Fact]
    public async Task Connection_uses_TLS_where_it_is_asked_for_and_checks_the_certificate()
    {
        using var authority = new CertificateAuthority();
        using var stranger = new CertificateAuthority();
        await using var postgres = await PostgresServer.StartWithTlsAsync(authority.CertificateFile, authority.KeyFile);
        await using var plain = await PostgresServer.StartAsync();
        using var folder = new ScratchFolder();
        await postgres.ExecuteAsync("CREATE TABLE t (id integer PRIMARY KEY, v integer)");
        string Insert(PostgresServer server, string query) =>
            $"CREATE TABLE t (id INT, v INT, PRIMARY KEY (id) NOT ENFORCED) WITH " +
                $"({server.Options.Replace(server.Url, server.Url + query)}, 'table-name' = 't', 'sink.max-retries' = '0'); INSERT INTO " +
                $"t VALUES (1, 2);";
        foreach (var query in new[] { "?sslmode=require", $"?sslmode=verify-full&sslrootcert={authority.AuthorityFile}" })
        {
            await JdbcTests.RunAsync(folder, Insert(postgres, query));
            Assert.Equal(["1,2"], await postgres.RowsAsync("DELETE FROM t RETURNING *"));
        }
        foreach (
            var (server, query) in new[]
            {
                (postgres, $"?sslmode=verify-full&sslrootcert={stranger.AuthorityFile}"),
                (postgres, "?sslmode=verify-full"),
                (plain, "?sslmode=require"),
            }
        )
            Assert.Contains("check sslmode and sslrootcert", await FailAsync(folder, Insert(server, query)));
        Assert.Empty(await postgres.RowsAsync("SELECT * FROM t"));
    }

    [Fact]
    public async Task Rows_that_the_server_refuses_do_not_hold_up_the_others()
    {
        await using var postgres = await PostgresServer.StartAsync();
        using var folder = new ScratchFolder();
        await WriteOrdersAsync(folder, 100);
        await postgres.ExecuteAsync("CREATE TABLE few (id integer PRIMARY KEY CHECK (id <> 17 AND id <> 60))");
        var output = await FailAsync(
            folder,
            $"{Orders}CREATE TABLE t (id INT, PRIMARY KEY (id) NOT ENFORCED) WITH ({postgres.Options}, 'table-name' = 'few'); INSERT " +
                $"INTO t SELECT id FROM orders;"
        );
        Assert.Contains("2 of 100 rows were left out", output);
        Assert.Equal(["98"], await postgres.RowsAsync("SELECT count(*) FROM few"));
    }

    [Fact]
    public async Task Insert_whose_rows_would_overwrite_each_other_is_refused()
    {
        using var folder = new ScratchFolder();
        await WriteOrdersAsync(folder, 1);
        var output = await FailAsync(
            folder,
            Orders
                + "CREATE TABLE t (id INT, n BIGINT, PRIMARY KEY (n) NOT ENFORCED) WITH ('connector' = 'jdbc', 'url' = " +
                    "'jdbc:postgresql://127.0.0.1:1/x', 'table-name' = 't'); INSERT INTO t SELECT id, COUNT(*) FROM orders GROUP BY id;"
        );
        Assert.Contains("PRIMARY KEY (id) NOT ENFORCED", output);
    }

    static readonly DateTime s_day = new(2025, 11, 11);

    internal static Task WriteOrdersAsync(ScratchFolder folder, int count, int first = 0) =>
        File.AppendAllLinesAsync(
            folder["orders.json"],
            Enumerable
                .Range(first, count)
                .Select(id =>
                    $$"""{"id":{{id}},"ts":"{{s_day.AddSeconds(id):yyyy-MM-dd HH:mm:ss.fff}}Z",""" +
                    $$""" "category":"c{{id * 31 % 7}}","amount":{{id % 100}}.25}"""
                )
        );

    internal static async Task RunAsync(ScratchFolder folder, string sql)
    {
        var (status, output) = await TallyProcess.RunAsync(folder.Path, "sql", "-c", sql);
        Assert.True(status == 0, output);
    }

    static string LineOfAllTypes(int id) =>
        FormattableString
            .Invariant(
                $$"""
                {"id":{{id}},"flag":{{(id % 2 == 0 ? "true" : "false")}},"tiny":{{id % 256 - 128}},"small":{{id * 160 - 32000}},"big":{{(
                    id - 200
                ) * 46_116_860_184_273_879L}},"f":{{(id - 200) / 8f}},"d":{{(id - 200) * 1.1e200}},
                "n0":{{(id - 200) * 4_999_999_999_999_999L}},"n2":{{(id - 200) * 49_999_99}}.{{id % 100:00}},"n5":{{(id - 200)
                    * 4_999_999_999_999L}}.{{id:00000}},"n8":{{(id % 2 == 0 ? "-" : "")}}{{(
                    id % 3 == 0 ? "0" : "123456789012345678901234567890"
                )}}.{{id:00000000}},
                "text":"{{(id % 4 == 0 ? "" : $"商品 {id}\\u0000")}}","word":"w\t\\{{id}}","payload":"{{Convert.ToBase64String([
                    (byte)id,
                    0,
                    255,
                ])}}","day_of":"{{new DateOnly(1900, 1, 1).AddDays(id * 300):yyyy-MM-dd}}","time_of":"{{id % 24:00}}:00:{{id % 60:00}}",
                "ts":"{{new DateTime(1969, 12, 1).AddHours(id * 1000.7):yyyy-MM-dd HH:mm:ss.fff}}","fine":"2025-11-11 00:00:00.{{id
                    * 2477:000000}}","ltz":"{{new DateTime(2025, 11, 11).AddMinutes(id):yyyy-MM-dd HH:mm:ss.fff}}Z"}
                """
            )
            .ReplaceLineEndings("");

    internal static async Task<string> FailAsync(ScratchFolder folder, string sql)
    {
        var (status, output) = await TallyProcess.RunAsync(folder.Path, "sql", "-c", sql);
        Assert.True(status == 1, output);
        return output;
    }

    /// <summary>The rows of a query as CSV lines, sorted.</summary>
    internal static async Task<List<string>> SqlAsync(ScratchFolder folder, string sql)
    {
        var (status, output) = await TallyProcess.RunAsync(folder.Path, "sql", "-c", sql, "--format", "csv");
        Assert.True(status == 0, output);
        return [.. output.Split('\n').Skip(1).Where(line => line.Length > 0).Order(StringComparer.Ordinal)];
    }
}
