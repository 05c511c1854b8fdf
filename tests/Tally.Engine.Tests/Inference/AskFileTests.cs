using System.IO.Compression;
using System.Text;
using Tally.Engine.Connectors;
using Tally.Engine.Execution;
using Tally.Engine.Execution.Printing;
using Tally.Engine.Formats;
using Tally.Engine.Inference;
using Tally.Engine.Planning;
using Tally.Engine.Sql;
using Xunit;

namespace Tally.Engine.Tests.Inference;

/// <summary>Files as people have them, each asked with one line.</summary>
public sealed class AskFileTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("tally-ask-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_CSV_of_Excel_in_GBK_has_its_header_and_its_sums()
    {
        Write("导出.csv",
            Charset.Of(new Dictionary<string, string> { ["charset"] = "GBK" })!
                .GetBytes("订单号,省份,金额\r\n0001,浙江,12.50\r\n0002,广东,7.25\r\n0003,浙江,100\r\n"));
        Assert.Equal("省份,s\n浙江,112.50\n广东,7.25\n", await AskAsync("SELECT 省份, SUM(金额) AS s FROM '导出.csv' GROUP BY 省份 ORDER BY s DESC"));
        Assert.Equal("订单号\n0001\n0002\n0003\n", await AskAsync("SELECT 订单号 FROM '导出.csv'"));
        Assert.Contains("'charset' = 'GBK'", TableInference.Infer("导出.csv", _folder).ToSql());
    }

    [Theory]
    [InlineData("UTF-16LE", "UTF-16LE")]
    [InlineData("ISO-8859-1", "ISO-8859-1")]
    [InlineData("Big5", null)]
    public async Task Other_character_sets_are_told_or_given(string charset, string? told)
    {
        var text = charset == "Big5" ? "\u570B" : "é";
        var encoding = Charset.Of(new Dictionary<string, string> { ["charset"] = charset })!;
        Write("a.csv", [.. charset == "UTF-16LE" ? encoding.GetPreamble() : [], .. encoding.GetBytes($"k,v\n{text},1\n{text}x,2\n")]);
        if (told is not null) Assert.Equal($"k,v\n{text},1\n{text}x,2\n", await AskAsync("SELECT * FROM 'a.csv'"));
        var table =
            $"CREATE TABLE t (v INT, k STRING) WITH ('connector' = 'filesystem', 'path' = 'a.csv', 'format' = 'csv', 'csv.header' = "
                + $"'true', 'charset' = '{charset}');";
        Assert.Equal($"v,k\n1,{text}\n2,{text}x\n", await AskAsync($"{table} SELECT * FROM t"));
    }

    [Fact]
    public async Task An_access_log_with_offsets_counts_by_minute()
    {
        Write("access.log", """
            10.0.0.1 - - [30/Nov/2026:10:00:01 +0800] "GET /a HTTP/1.1" 200 10 "-" "curl"
            10.0.0.2 - - [30/Nov/2026:10:00:59 +0800] "GET /b HTTP/1.1" 500 20 "-" "curl"
            10.0.0.1 - - [30/Nov/2026:10:01:30 +0800] "GET /a HTTP/1.1" 200 30 "-" "curl"
            10.0.0.3 - - [30/Nov/2026:10:00:30 +0800] "GET /late HTTP/1.1" 200 30 "-" "curl"

            """);
        Assert.Equal("window_start,n,bad\n2026-11-30 10:00:00.000,3,1\n2026-11-30 10:01:00.000,1,0\n", await AskAsync(
            "SET 'table.local-time-zone' = 'Asia/Shanghai'; SELECT window_start, COUNT(*) AS n, COUNT(*) FILTER (WHERE status >= 500) AS "
                + "bad FROM TUMBLE(TABLE 'access.log', DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY window_start, window_end"));
    }

    [Fact]
    public async Task A_folder_of_packed_JSON_with_nested_lines_is_one_table()
    {
        Pack("orders/1.json.gz",
            """{"order-id":"a","createdAt":"2026-11-29T08:00:00+08:00","lines":[{"sku":"x","price":2.50},{"sku":"y","price":1}]}""" + "\n");
        Pack("orders/2.json.gz", """{"order-id":"b","createdAt":"2026-11-29T01:30:00.5Z","lines":[],"note":"late column"}""" + "\n");
        Assert.Equal("order-id,sku,price\na,x,2.50\na,y,1.00\n",
            await AskAsync(
                "SELECT o.`order-id`, l.sku, l.price FROM 'orders' AS o CROSS JOIN UNNEST(o.`lines`) AS l (sku, price) ORDER BY sku"));
        Assert.Equal("t\n2026-11-29 00:00:00.000\n2026-11-29 01:30:00.500\n",
            await AskAsync("SELECT createdAt AS t FROM 'orders/*.json.gz' ORDER BY t"));
    }

    [Theory]
    [InlineData("1\n2\n", "BIGINT")]
    [InlineData("1\n2.5\n", "DECIMAL(18, 1)")]
    [InlineData("1\n2.5e3\n", "DOUBLE")]
    [InlineData("007\n12\n", "STRING")]
    [InlineData("9223372036854775807\n1\n", "BIGINT")]
    [InlineData("9223372036854775808\n1\n", "DECIMAL(38, 0)")]
    [InlineData("true\nFALSE\n", "BOOLEAN")]
    [InlineData("2026-11-30\n2026-02-28\n", "DATE")]
    [InlineData("2026-02-30\n2026-02-28\n", "STRING")]
    [InlineData("10:20:30\n23:59:59\n", "TIME")]
    [InlineData("2026-11-30 10:20:30\n2026-11-30 10:20:30.5\n", "TIMESTAMP(3)")]
    [InlineData("2026-11-30T10:20\n2026-11-30 10:20:30\n", "TIMESTAMP(3)")]
    [InlineData("2026-11-30T10:20:30+08:00\n2026-11-30 10:20:30Z\n", "TIMESTAMP_LTZ(3)")]
    [InlineData("2026-11-30 10:20:30 UTC\n", "TIMESTAMP_LTZ(3)")]
    [InlineData("2026-11-30T10:20:30+08:00\n2026-11-30 10:20:30\n", "STRING")]
    [InlineData("2026-11-30 10:20:30.1234567Z\n", "TIMESTAMP_LTZ(9)")]
    [InlineData("1\nx\n", "STRING")]
    [InlineData("1\nNA\n2\n", "BIGINT")]
    [InlineData("\n1\n", "BIGINT")]
    public void A_column_has_the_narrowest_type_of_its_values(string values, string type)
    {
        Write("c.csv", "k,v\n" + string.Concat(values.Split('\n')[..^1].Select((value, i) => $"k{i},{value}\n")));
        Assert.Equal(type, TableInference.Infer("c.csv", _folder).Columns[1].Definition);
    }

    [Theory]
    [InlineData("11/30/2026 8:05", "AS TO_TIMESTAMP(v, 'M/d/yyyy H:mm')")]
    [InlineData("30/11/2026", "AS TO_DATE(v, 'd/M/yyyy')")]
    [InlineData("2026/11/30 08:05:00", "AS TO_TIMESTAMP(v, 'yyyy/M/d H:mm:ss')")]
    public void A_date_in_another_form_gets_a_computed_column(string value, string computed)
    {
        Write("c.csv", $"k,v\na,{value}\n");
        Assert.Equal(computed, TableInference.Infer("c.csv", _folder).Columns[2].Definition);
    }

    [Fact]
    public async Task What_json_prints_reads_back_the_same()
    {
        Write("a.json", """{"i":1,"d":2.50,"t":"2026-11-30T08:00:00+08:00","n":null,"l":["x"],"r":{"a":1}}""" + "\n");
        var first = await AskAsync("SELECT * FROM 'a.json'", "json");
        Write("b.json", first);
        Assert.Equal(first, await AskAsync("SELECT * FROM 'b.json'", "json"));
        Assert.Contains("\"2026-11-30 00:00:00Z\"", first);
    }

    [Fact]
    public async Task Files_of_one_glob_may_have_their_columns_in_any_order()
    {
        Write("a1.csv", "id,amount\n1,2.5\n");
        Write("a2.csv", "amount,id\n7.5,2\n");
        Assert.Equal("id,amount\n1,2.5\n2,7.5\n", await AskAsync("SELECT id, amount FROM 'a*.csv' ORDER BY id"));
    }

    [Fact]
    public async Task What_cannot_be_read_says_why()
    {
        Write("pretty.json", "{\n  \"a\": 1\n}\n");
        Assert.Contains("a record is one line",
            (await Assert.ThrowsAsync<SqlException>(() => AskAsync("SELECT * FROM 'pretty.json'"))).Message);
        Assert.Contains("did you mean pretty.json?",
            (await Assert.ThrowsAsync<SqlException>(() => AskAsync("SELECT * FROM 'prety.json'"))).Message);
        Write("empty.csv", "");
        Assert.Contains("is empty", (await Assert.ThrowsAsync<SqlException>(() => AskAsync("SELECT * FROM 'empty.csv'"))).Message);
    }

    async Task<string> AskAsync(string sql, string format = "csv")
    {
        using var output = new MemoryStream();
        var session = new SqlSession(new(ConnectorRegistry.BuiltIn(TextWriter.Null), FormatRegistry.Default,
            new Planner()) { WorkingDirectory = _folder });
        await session.RunAsync(new SourceText("test", sql),
            zone => format == "json" ? new JsonPrinter(output, zone) : new CsvPrinter(output, zone), TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    void Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    void Write(string name, byte[] bytes) => File.WriteAllBytes(PathOf(name), bytes);

    void Pack(string name, string text)
    {
        using var file = new GZipStream(File.Create(PathOf(name)), CompressionLevel.Fastest);
        file.Write(Encoding.UTF8.GetBytes(text));
    }

    string PathOf(string name)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
