using Tally.System.Tests.Running;

namespace Tally.System.Tests.Kafka;

/// <summary>Tables of the connectors kafka and upsert-kafka, declared as for Flink.</summary>
[Trait("Category", "long")]
public sealed class KafkaSqlTests(SharedKafka kafka)
{
    readonly string _topic = $"s{Guid.NewGuid():N}";

    [Fact]
    public async Task Rows_go_to_a_topic_and_come_back_with_metadata()
    {
        using var folder = await FolderAsync();
        Assert.Equal(
            (0, ""),
            await RunAsync(folder, "INSERT INTO sales SELECT id, shop, amount, ts, MAP['lang', CAST('zh' AS BYTES)] FROM source")
        );
        var (status, output) = await RunAsync(
            folder,
            "SELECT id, shop, amount, ts, part, place, CAST(headers['lang'] AS STRING) AS lang FROM sales"
        );
        Assert.Equal(
            (
                0,
                """
                1,a,1.50,2025-11-11 00:00:01.000,0,0,zh
                2,b,2.50,2025-11-11 00:00:02.000,0,1,zh
                3,a,3.50,2025-11-11 00:00:03.000,0,2,zh
                4,b,4.50,2025-11-11 00:00:04.000,0,3,zh
                id,shop,amount,ts,part,place,lang
                """
            ),
            (status, output)
        );
    }

    [Theory]
    [InlineData("'scan.startup.mode' = 'latest-offset'", 0)]
    [InlineData("'scan.startup.mode' = 'timestamp', 'scan.startup.timestamp-millis' = '1762819202500'", 2)]
    [InlineData("'scan.startup.mode' = 'specific-offsets', 'scan.startup.specific-offsets' = 'partition:0,offset:3'", 1)]
    [InlineData("'scan.bounded.mode' = 'timestamp', 'scan.bounded.timestamp-millis' = '1762819202500'", 2)]
    [InlineData("'scan.bounded.mode' = 'specific-offsets', 'scan.bounded.specific-offsets' = 'partition:0,offset:3'", 3)]
    [InlineData("'scan.startup.mode' = 'group-offsets', 'properties.group.id' = 'none-yet'", 4)]
    public async Task Reading_starts_and_ends_where_the_options_say(string hint, int expected)
    {
        using var folder = await FolderAsync();
        Assert.Equal(
            (0, ""),
            await RunAsync(folder, "INSERT INTO sales SELECT id, shop, amount, ts, CAST(NULL AS MAP<STRING, BYTES>) FROM source")
        );
        Assert.Equal(
            (0, $"{expected}\nn"),
            await RunAsync(folder, $"SELECT COUNT(*) AS n FROM sales /*+ OPTIONS({hint}) */")
        );
    }

    [Fact]
    public async Task An_updating_query_leaves_the_newest_row_of_every_key()
    {
        using var folder = await FolderAsync();
        Assert.Equal((0, ""), await RunAsync(folder, "INSERT INTO totals SELECT shop, COUNT(*), SUM(amount) FROM source GROUP BY shop"));
        Assert.Equal((0, "a,2,5.00\nb,2,7.00\nshop,n,total"), await RunAsync(folder, "SELECT shop, n, total FROM totals_log"));
    }

    [Fact]
    public async Task Several_topics_are_read_by_a_pattern()
    {
        using var folder = await FolderAsync();
        Assert.Equal(
            (0, ""),
            await RunAsync(
                folder,
                $"INSERT INTO sales SELECT id, shop, amount, ts, CAST(NULL AS MAP<STRING, BYTES>) FROM source; INSERT INTO sales /*+ " +
                    $"OPTIONS('topic' = '{_topic}.more') */ SELECT id, shop, amount, ts, CAST(NULL AS MAP<STRING, BYTES>) FROM source"
            )
        );
        Assert.Equal(
            (0, $"{_topic}.more,4\n{_topic}.sales,4\ntopic,n"),
            await RunAsync(folder, "SELECT topic, COUNT(*) AS n FROM many GROUP BY topic")
        );
    }

    [Fact]
    public async Task Mistakes_are_named()
    {
        using var folder = await FolderAsync();
        var (_, unknown) = await TallyProcess.RunProgramAsync(
            folder.Path,
            "sql",
            "tables.sql",
            "-c",
            "SELECT * FROM sales /*+ OPTIONS('scan.startp.mode' = 'latest-offset') */"
        );
        Assert.Contains("did you mean 'scan.startup.mode'?", unknown);
        var (_, missing) = await RunAsync(folder, "SELECT COUNT(*) FROM sales");
        Assert.Contains($"There is no topic {_topic}.sales in Kafka", missing);
        var (_, away) = await RunAsync(folder, "SELECT COUNT(*) FROM sales /*+ OPTIONS('properties.bootstrap.servers' = '127.0.0.1:1') */");
        Assert.Contains("Kafka at 127.0.0.1:1", away);
        var (_, updates) = await RunAsync(
            folder,
            "INSERT INTO sales SELECT COUNT(*), 'x', 1.00, CURRENT_TIMESTAMP, CAST(NULL AS MAP<STRING, BYTES>) FROM source"
        );
        Assert.Contains("take new rows only", updates);
    }

    [Fact]
    public async Task Upsert_kafka_is_read_as_the_newest_row_of_every_key()
    {
        using var folder = await FolderAsync();
        Assert.Equal(
            (0, ""),
            await RunAsync(folder, "INSERT INTO totals SELECT shop, COUNT(*), SUM(amount) FROM source WHERE id < 4 GROUP BY shop")
        );
        Assert.Equal((0, "a,2,5.00\nb,1,2.50\nshop,n,total"), await RunAsync(folder, "SELECT * FROM totals"));
        Assert.Equal((0, ""), await RunAsync(folder, "INSERT INTO totals SELECT shop, COUNT(*), SUM(amount) FROM source GROUP BY shop"));
        Assert.Equal((0, "a,2,5.00\nb,2,7.00\nshop,n,total"), await RunAsync(folder, "SELECT * FROM totals"));
        Assert.Equal((0, "12.00,2\ns,c"), await RunAsync(folder, "SELECT SUM(total) AS s, COUNT(*) AS c FROM totals"));
        await using (var log = Tally.Log.Kafka.KafkaLog.Open((await kafka.ServerAsync()).Bootstrap))
        {
            var gone = new Tally.Log.RecordBlock();
            gone.AddSlice(0, -1, 0);
            gone.SetKey(0, "a"u8.ToArray());
            await (await log.OpenTopicAsync($"{_topic}.totals", cancellation: TestContext.Current.CancellationToken))
                .Partitions[0]
                .AppendAsync(null, gone, TestContext.Current.CancellationToken);
        }
        Assert.Equal((0, "b,2,7.00\nshop,n,total"), await RunAsync(folder, "SELECT * FROM totals"));
        Assert.Equal((0, "7.00\ns"), await RunAsync(folder, "SELECT SUM(total) AS s FROM totals"));
    }

    [Theory]
    [InlineData("json", "shop")]
    [InlineData("csv", "shop")]
    [InlineData("json", "k_")]
    public async Task Columns_that_are_only_in_the_key_are_read_from_there(string keyFormat, string prefixOrName)
    {
        using var folder = await FolderAsync();
        var (key, prefix) = prefixOrName == "k_" ? ("k_shop", ", 'key.fields-prefix' = 'k_'") : ("shop", "");
        var servers = (await kafka.ServerAsync()).Bootstrap;
        await File.AppendAllTextAsync(folder["tables.sql"], $"""

            CREATE TABLE keyed (id BIGINT, {key} STRING, amount DECIMAL(10, 2))
                WITH ('connector' = 'kafka', 'topic' = '{_topic}.keyed', 'properties.bootstrap.servers' = '{servers}',
              'key.format' = '{keyFormat}', 'key.fields' = '{key}'{prefix}, 'value.format' = 'json', 'value.fields-include' = 'EXCEPT_KEY');
            CREATE TABLE bare (id BIGINT, shop STRING, k_shop STRING, amount DECIMAL(10, 2))
                WITH ('connector' = 'kafka', 'topic' = '{_topic}.keyed', 'properties.bootstrap.servers' = '{servers}', 'format' = 'json');
            """, TestContext.Current.CancellationToken);
        Assert.Equal((0, ""), await RunAsync(folder, "INSERT INTO keyed SELECT id, shop, amount FROM source"));
        Assert.Equal((0, $"1,a,1.50\n2,b,2.50\n3,a,3.50\n4,b,4.50\nid,{key},amount"), await RunAsync(folder, "SELECT * FROM keyed"));
        Assert.Equal((0, $"a,5.00\nb,7.00\n{key},s"), await RunAsync(folder, $"SELECT {key}, SUM(amount) AS s FROM keyed GROUP BY {key}"));
        Assert.Equal((0, "2\n4\nid"), await RunAsync(folder, $"SELECT id FROM keyed WHERE {key} = 'b'"));
        Assert.Equal((0, "a\na\nb\nb\nk"), await RunAsync(folder, $"SELECT {key} AS k FROM keyed"));
        var (status, output) = await RunAsync(folder, "SELECT COUNT(*) AS n FROM bare WHERE shop IS NULL AND k_shop IS NULL");
        Assert.Equal(0, status);
        Assert.StartsWith("4\nn\ntally: table bare: no record has the field '", output);
    }

    [Fact]
    public async Task Tally_log_looks_into_a_cluster()
    {
        using var folder = await FolderAsync();
        var servers = (await kafka.ServerAsync()).Bootstrap;
        Assert.Equal(
            (0, ""),
            await RunAsync(folder, "INSERT INTO sales SELECT id, shop, amount, ts, CAST(NULL AS MAP<STRING, BYTES>) FROM source")
        );
        Task<(int Status, string Output)> LogAsync(params string[] arguments) =>
            TallyProcess.RunProgramAsync(folder.Path, ["log", .. arguments, "--log", $"kafka://{servers}"]);
        var (status, list) = await LogAsync("ls", "--group", "nobody");
        Assert.Equal(0, status);
        Assert.Contains(
            list.Split('\n'),
            line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).SequenceEqual([$"{_topic}.sales", "0", "0", "4", "4", "-", "-"])
        );
        Assert.Contains("by group nobody", list);
        (status, var records) = await LogAsync("cat", $"{_topic}.sales", "--from", "1", "--to", "3");
        Assert.Equal((0, 2), (status, records.Split('\n').Length));
        Assert.Contains("\"id\":2", records);
        (_, records) = await LogAsync("cat", $"{_topic}.sales", "--count", "3");
        Assert.Equal(3, records.Split('\n').Length);
        (status, var verified) = await LogAsync("verify");
        Assert.Equal(0, status);
        Assert.Contains($"{_topic}.sales/0: 4 records", verified);
        (status, var unknown) = await LogAsync("cat", $"{_topic}.nowhere");
        Assert.Equal(1, status);
        Assert.Contains($"there is no topic '{_topic}.nowhere'", unknown);
    }

    static async Task<(int Status, string Output)> RunAsync(ScratchFolder folder, string sql)
    {
        var (status, output) = await TallyProcess.RunProgramAsync(folder.Path, "sql", "tables.sql", "-c", sql, "--format", "csv");
        return (status, string.Join('\n', output.Split('\n').Order(StringComparer.Ordinal)));
    }

    async Task<ScratchFolder> FolderAsync()
    {
        var servers = (await kafka.ServerAsync()).Bootstrap;
        var folder = new ScratchFolder();
        await File.WriteAllLinesAsync(
            folder["source.json"],
            Enumerable
                .Range(1, 4)
                .Select(id =>
                    $$"""{"id":{{id}},"shop":"{{(id % 2 == 1 ? "a" : "b")}}","amount":{{id}}.50,"ts":"2025-11-11 00:00:0{{id}}Z"}"""
                )
        );
        await File.WriteAllTextAsync(
            folder["tables.sql"],
            $"""
            CREATE TABLE source (id BIGINT, shop STRING, amount DECIMAL(10, 2), ts TIMESTAMP_LTZ(3))
                WITH ('connector' = 'filesystem', 'path' = 'source.json', 'format' = 'json');
            CREATE TABLE sales (id BIGINT, shop STRING, amount DECIMAL(10, 2), ts TIMESTAMP_LTZ(3) METADATA
                FROM 'timestamp', headers MAP<STRING, BYTES> METADATA,
              part INT METADATA FROM 'partition' VIRTUAL, place BIGINT METADATA FROM 'offset' VIRTUAL)
            WITH ('connector' = 'kafka', 'topic' = '{_topic}.sales', 'properties.bootstrap.servers' = '{servers}', 'key.format' = 'json',
                'key.fields' = 'shop', 'value.format' = 'json', 'value.json.fail-on-missing-field' = 'false');
            CREATE TABLE many (id BIGINT, topic STRING METADATA VIRTUAL)
                WITH ('connector' = 'kafka', 'topic-pattern' = '{_topic}\..*', 'properties.bootstrap.servers' = '{servers}',
                'format' = 'json');
            CREATE TABLE totals (shop STRING, n BIGINT, total DECIMAL(38, 2), PRIMARY KEY (shop) NOT ENFORCED)
            WITH ('connector' = 'upsert-kafka', 'topic' = '{_topic}.totals', 'properties.bootstrap.servers' = '{servers}',
                'key.format' = 'csv', 'value.format' = 'json');
            CREATE TABLE totals_log (shop STRING, n BIGINT, total DECIMAL(38, 2))
                WITH ('connector' = 'kafka', 'topic' = '{_topic}.totals', 'properties.bootstrap.servers' = '{servers}', 'format' = 'json');
            """);
        return folder;
    }
}
