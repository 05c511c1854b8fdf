using Tally.System.Tests.Running;

namespace Tally.System.Tests.Stores;

/// <summary>Rows that a store cannot hold are left out, counted and told; the others are stored (collection 2, 5, 24, 25).</summary>
public sealed class RefusedRowTests
{
    const string Orders =
        "CREATE TABLE t (a STRING, us BIGINT, s DOUBLE) WITH ('connector' = 'filesystem', 'path' = 't.json', 'format' = 'json');\n";

    [Fact]
    public async Task One_time_outside_of_the_calendar_leaves_its_row_out_2()
    {
        await using var postgres = await PostgresServer.StartAsync();
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "t.json"), """
            {"a":"ok1","us":1762819200000}
            {"a":"micros","us":1762819200000000}
            {"a":"ok2","us":1762819201000}
            """, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "q.sql"), Orders + $"""
            SET 'tally.create-tables' = 'true';
            CREATE TABLE r (a STRING, ts TIMESTAMP_LTZ(3), PRIMARY KEY (a) NOT ENFORCED) WITH ({postgres.Options}, 'table-name' = 'r');
            INSERT INTO r SELECT a, MAX(TO_TIMESTAMP_LTZ(us, 3)) FROM t GROUP BY a;
            """, TestContext.Current.CancellationToken);
        var (status, output) = await TallyProcess.RunAsync(folder.Path, "sql", "q.sql");
        Assert.Equal(1, status);
        Assert.Contains("1 of 3 rows were left out, the others are stored", output);
        Assert.Contains("outside of the years 1 to 9999", output);
        Assert.Equal("ok1,ok2", Assert.Single(await postgres.RowsAsync("SELECT string_agg(a, ',' ORDER BY a) FROM r")));
    }

    [Fact]
    public async Task A_score_that_is_no_number_and_names_that_could_meet_5_24()
    {
        await using var redis = await RedisServer.StartAsync();
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "t.json"), """
            {"a":"x:y","b":"z","s":1}
            {"a":"x","b":"y:z","s":2}
            {"a":"nan","b":"n","s":"NaN"}
            {"a":"null","b":"n"}
            {"a":"","b":"e","s":4}
            {"b":"e","s":8}
            """, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "q.sql"), $"""
            CREATE TABLE t (a STRING, b STRING, s STRING) WITH ('connector' = 'filesystem', 'path' = 't.json', 'format' = 'json');
            CREATE TABLE z (a STRING, b STRING, s DOUBLE, PRIMARY KEY (a, b) NOT ENFORCED)
            WITH ({redis.Options}, 'data-type' = 'zset', 'key' = 'z');
            INSERT INTO z SELECT a, b, MAX(CAST(s AS DOUBLE)) FROM t GROUP BY a, b;
            """, TestContext.Current.CancellationToken);
        var (status, output) = await TallyProcess.RunAsync(folder.Path, "sql", "q.sql");
        Assert.Equal(1, status);
        Assert.Contains("2 of 6 rows were left out", output);
        Assert.Equal(["x\\:y:z", "1", "x:y\\:z", "2", ":e", "4", "\\N:e", "8"],
            await redis.LinesAsync("ZRANGE", "z", "0", "-1", "WITHSCORES"));
    }
}
