using Tally.Engine.Connectors;
using Tally.Engine.Execution;
using Tally.Engine.Execution.Printing;
using Tally.Engine.Formats;
using Tally.Engine.Planning;
using Tally.Engine.Sql;
using Xunit;

namespace Tally.Engine.Tests.Inference;

/// <summary>What is told of probable mistakes: fields that no record has, times that a pattern does not fit, and what other dialects
/// write.</summary>
public sealed class NoticeTests : IDisposable
{
    readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("tally-notice-").FullName, "o.json");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public async Task A_field_that_no_record_has_is_told_once_with_those_there_are()
    {
        await WriteAsync("""{"order-id":"a","totalAmount":1.5,"note":null}""");
        var notices = await RunAsync("orderId STRING, totalAmount DECIMAL(10, 2), note STRING",
            "SELECT COUNT(orderId), SUM(totalAmount), MAX(note) FROM o; SELECT COUNT(orderId) FROM o;");
        Assert.Equal(2, notices.Count);
        Assert.Contains("no record has the field 'orderId' (did you mean 'order-id'?); they have note, order-id, totalAmount", notices[0]);
        Assert.Contains("'note' is NULL in all 1 rows", notices[1]);
    }

    [Fact]
    public async Task A_pattern_that_fits_no_time_is_shown_with_the_text()
    {
        await WriteAsync("""{"t":"30.11.2026 10:00"}""");
        var failure = await Assert.ThrowsAsync<RowException>(() =>
            RunAsync("t STRING, ts AS TO_TIMESTAMP(t, 'yyyy-MM-dd HH:mm'), WATERMARK FOR ts AS ts", "SELECT ts FROM o;"));
        Assert.Contains("TO_TIMESTAMP(t, 'yyyy-MM-dd HH:mm') of '30.11.2026 10:00' gives none", failure.Message);
    }

    [Theory]
    [InlineData("\"1795910400000\"", "TO_TIMESTAMP_LTZ(x, 3)")]
    [InlineData("\"2026-11-29T08:00:00+08:00\"", "'ISO-8601' reads T and offsets")]
    public async Task A_time_in_another_form_says_how_it_is_read(string value, string expected)
    {
        await WriteAsync($"{{\"t\":{value}}}");
        Assert.Contains(expected,
            (await Assert.ThrowsAsync<RowException>(() => RunAsync("t TIMESTAMP_LTZ(3)", "SELECT t FROM o;"))).Message);
    }

    [Theory]
    [InlineData("SELECT t::INT FROM o", "CAST(x AS TYPE)")]
    [InlineData("SELECT DATE_TRUNC('hour', t) FROM o", "FLOOR(ts TO HOUR)")]
    [InlineData("SELECT DATEDIFF(t, t) FROM o", "TIMESTAMPDIFF(DAY, a, b)")]
    [InlineData("SELECT t FROM o WHERE t ILIKE 'a%'", "UPPER(x) LIKE")]
    [InlineData("SELECT MEDIAN(t) FROM o", "PERCENTILE(x, 0.5)")]
    [InlineData("SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY t) FROM o", "PERCENTILE(x, 0.5)")]
    [InlineData("SELECT APPROX_PERCENTILE(t, 0.5) FROM o", "PERCENTILE(x, 0.5)")]
    [InlineData("SELECT NVL(t, 'a') FROM o", "COALESCE(a, b)")]
    [InlineData("SELECT t, COUNT(*) FROM o GROUP BY 1", "a number in GROUP BY")]
    [InlineData("SELECT UPPER(t) AS u, COUNT(*) FROM o GROUP BY u", "GROUP BY UPPER(t)")]
    [InlineData("SUMMARIZE o", "tally schema FILE")]
    [InlineData("COPY o TO 'x.csv'", "-o FILE.csv")]
    public async Task What_other_dialects_write_has_a_hint(string query, string expected)
    {
        await WriteAsync("{}");
        var failure = await Assert.ThrowsAsync<SqlException>(() => RunAsync("t STRING", query));
        Assert.Contains(expected, string.Join('\n', failure.Errors.Select(error => error.Hint)));
    }

    Task WriteAsync(string record) => File.WriteAllTextAsync(_path, record + "\n", TestContext.Current.CancellationToken);

    async Task<List<string>> RunAsync(string columns, string query)
    {
        var notices = new List<string>();
        var session = new SqlSession(new(ConnectorRegistry.BuiltIn(TextWriter.Null), FormatRegistry.Default,
            new Planner()) { OnNotice = notices.Add });
        var table = $"CREATE TABLE o ({columns}) WITH ('connector' = 'filesystem', 'path' = '{_path}', 'format' = 'json');";
        await session.RunAsync(new SourceText("test", table), zone => new CsvPrinter(Stream.Null, zone),
            TestContext.Current.CancellationToken);
        await session.RunAsync(new SourceText("test", query), zone => new CsvPrinter(Stream.Null, zone),
            TestContext.Current.CancellationToken);
        return notices;
    }
}
