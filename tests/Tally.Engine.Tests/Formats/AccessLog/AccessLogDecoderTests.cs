using Tally.Engine.Catalog;
using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Formats;
using Tally.Engine.Formats.AccessLog;
using Tally.Log;
using Xunit;
using static Tally.Engine.Tests.Formats.Decoding;

namespace Tally.Engine.Tests.Formats.AccessLog;

public sealed class AccessLogDecoderTests
{
    static readonly Field[] s_columns =
    [
        F("ts", SqlType.TimestampLtz(3)),
        F("ip", SqlType.String),
        F("user_id", SqlType.String),
        F("method", SqlType.String),
        F("path", SqlType.String),
        F("protocol", SqlType.String),
        F("status", SqlType.Int),
        F("bytes_sent", SqlType.BigInt),
        F("referer", SqlType.String),
        F("user_agent", SqlType.String),
        F("request", SqlType.String),
    ];

    static Decoding Log(string pattern, params Field[] columns) =>
        new("access-log", columns) { Options = { ["access-log.pattern"] = pattern } };

    [Fact]
    public void Combined_lines_fill_columns_by_name() =>
        Assert.Equal(
            [
                "2000-10-10 20:55:36.000|1.2.3.4|frank smith|GET|/a b?x=1|HTTP/1.0|200|2326|http://e.com/|Mozilla/4.08|GET /a b?x=1 "
                    + "HTTP/1.0",
                "2000-10-10 20:55:37.000|h|∅|∅|∅|∅|400|∅|∅||∅",
            ],
            Log("combined", s_columns)
                .Decode(
                    "1.2.3.4 - frank smith [10/Oct/2000:13:55:36 -0700] \"GET /a b?x=1 HTTP/1.0\" 200 2326 \"http://e.com/\" "
                        + "\"Mozilla/4.08\"",
                    "h - - [10/Oct/2000:13:55:37 -0700] \"-\" 400 - \"-\" \"\""
                )
        );

    [Fact]
    public void Escapes_are_undone_and_what_is_no_text_is_replaced()
    {
        var decoding = Log("common", F("path", SqlType.String), F("request", SqlType.String));
        Assert.Equal(
            ["/\"q\"|GET /\"q\"", "/茶\\n|GET /茶\\n HTTP/1.1", "/\uFFFD|GET /\uFFFD HTTP/1.1", "∅|\u0016\u0003"],
            decoding.Decode([
                .. new[]
                {
                    "h - - [x] \"GET /\\\"q\\\"\" 200 1",
                    "h - - [x] \"GET /\\xE8\\x8c\\xB6\\\\n HTTP/1.1\" 200 1",
                    "h - - [x] \"GET /\u00FF HTTP/1.1\" 200 1",
                    "h - - [x] \"\\x16\\x03\" 400 1",
                }.Select(Encoding.Latin1.GetBytes),
            ])
        );
    }

    [Fact]
    public void A_line_cut_off_inside_its_last_quoted_field_counts_and_elsewhere_does_not()
    {
        const string line = "h - - [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.1\" 200 12 \"-\" \"agent\"";
        var decoding = Log("combined", F("bytes_sent", SqlType.BigInt), F("user_agent", SqlType.String));
        for (var length = 1; length < line.Length; length++)
        {
            var shown = decoding.Decode(line[..length])[0];
            var inside = length - line.LastIndexOf("agent", StringComparison.Ordinal);
            Assert.Equal(inside < 0 ? "!access-log" : $"12|{"agent"[..inside]}", shown);
        }
        Assert.Equal(["!access-log"], decoding.Decode(line + " more"));
        Assert.Contains("expected the end", decoding.Bad[0].Reason);
        Assert.Equal(["!type"], Log("combined", s_columns).Decode(line.Replace("/Oct/", "/Okt/")));
    }

    [Fact]
    public void A_pattern_names_its_fields()
    {
        var decoding = Log(
            "$time_iso8601|$host|$request_time|\"$request_uri\"|$http_x_forwarded_for",
            F("host", SqlType.String),
            F("request_time", SqlType.Double),
            F("path", SqlType.String),
            F("ts", SqlType.TimestampLtz(3)),
            F("http_x_forwarded_for", SqlType.String)
        );
        Assert.Equal(
            ["shop|0.25|/x|2025-11-10 16:00:00.000|1.2.3.4, 5.6.7.8"],
            decoding.Decode("2025-11-11T00:00:00+08:00|shop|0.25|\"/x\"|1.2.3.4, 5.6.7.8")
        );
        Assert.Equal(["2023-11-14 22:13:20.123"], Log("$msec", F("ts", SqlType.TimestampLtz(3))).Decode("1700000000.123"));
        Assert.Equal(
            ["2000-10-10 13:55:36.000"],
            Log("common", F("ts", SqlType.Timestamp(3))).Decode("h - - [10/Oct/2000:13:55:36 -0700] \"GET /\" 200 1")
        );
        Assert.Throws<OptionException>(() => Log("common", F("user_agent", SqlType.String)).Decode(""));
        Assert.Throws<OptionException>(() => Log("$status$bytes_sent", F("status", SqlType.Int)).Decode(""));
        Assert.Throws<OptionException>(() => Log("plain", F("status", SqlType.Int)).Decode(""));
    }

    [Theory]
    [InlineData("data/access-log-elastic/apache_logs", "combined", 10_000, 2_747_282_740, 1753, 9126, 213)]
    [InlineData("data/access-log-nasa/access.log", "common", 4_000, 91_255_662, 416, 3566, 25)]
    public void Real_logs_count_to_the_unit(string file, string pattern, int lines, long bytes, int hosts, int ok, int missing)
    {
        var block = new RecordBlock { Bytes = File.ReadAllBytes(Shared.Path(file)) };
        new RecordSplitter(new(null)).Split(block, 0, block.Bytes.Length, 0, isEnd: true);
        var decoding = Log(
            pattern,
            F("ip", SqlType.String),
            F("status", SqlType.Int),
            F("bytes_sent", SqlType.BigInt),
            F("ts", SqlType.TimestampLtz(3))
        );
        decoding.AsCodes = true;
        Assert.DoesNotContain(decoding.Decode(decoding.Decoder(), block), row => row.StartsWith('!'));
        var columns = decoding.Rows.Columns;
        Assert.Equal(lines, decoding.Rows.Count);
        Assert.Equal(bytes, Enumerable.Range(0, lines).Sum(row => columns[2].IsNull(row) ? 0 : ((Column<long>)columns[2])[row]));
        Assert.Equal(hosts, ((StringColumn)columns[0]).Codes!.Take(lines).Distinct().Count());
        Assert.Equal(ok, ((Column<int>)columns[1]).Span.Count(200));
        Assert.Equal(missing, ((Column<int>)columns[1]).Span.Count(404));
    }

    [Fact]
    public void Blocks_and_bytes_agree_on_mutilated_lines()
    {
        var random = new Random(11);
        var lines = File.ReadLines(Shared.Path("data/access-log-elastic/apache_logs")).Take(3000).Select(Encoding.UTF8.GetBytes).ToArray();
        foreach (var line in lines)
            for (var i = random.Next(3); i > 0; i--) line[random.Next(line.Length)] = (byte)" \"\\[]-/:0a\xFF"[random.Next(11)];
        var block = Block(lines);
        DecodedRows fast = new(), slow = new();
        foreach (var (rows, isScalar) in new[] { (fast, false), (slow, true) })
            new AccessLogFormat()
                .CreateDecoder(
                    new(
                        s_columns,
                        [.. Enumerable.Range(0, s_columns.Length)],
                        s_columns,
                        [.. s_columns.Select(column => column.Name == "ip")],
                        new Dictionary<string, string>(),
                        TimeZoneInfo.Utc
                    ),
                    isScalar
                )
                .Decode(block, 0, block.Count, rows);
        Assert.Equal(Shown(slow), Shown(fast));

        static string[] Shown(DecodedRows rows) =>
            [
                .. Enumerable
                    .Range(0, rows.Count)
                    .Select(row =>
                        $"{rows.Records?[row] ?? row}: "
                            + $"{string.Join("|", s_columns.Select((field, i) => Show(rows.Columns[i], row, field.Type)))}"
                    ),
                .. rows.Bad.Select(bad => bad.ToString()),
            ];
    }
}
