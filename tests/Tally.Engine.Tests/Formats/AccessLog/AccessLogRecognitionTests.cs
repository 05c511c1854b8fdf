using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Formats.AccessLog;
using Xunit;
using static Tally.Engine.Tests.Formats.Decoding;

namespace Tally.Engine.Tests.Formats.AccessLog;

/// <summary>What servers write, without a pattern and with those that have names; the right values are those that the servers' documents
/// give the fields.</summary>
public sealed class AccessLogRecognitionTests
{
    const string Request = "[10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.1\" 200 5";
    const string Agents = " \"http://r/\" \"Mozilla/5.0 (X11)\"";

    static readonly Field[] s_columns =
    [
        F("ts", SqlType.TimestampLtz(3)), F("ip", SqlType.String), F("user_id", SqlType.String), F("method", SqlType.String),
        F("path", SqlType.String),
        F("status", SqlType.Int), F("bytes_sent", SqlType.BigInt), F("referer", SqlType.String), F("user_agent", SqlType.String),
    ];

    static Decoding Log(string? pattern, params Field[] columns)
    {
        var decoding = new Decoding("access-log", columns);
        if (pattern is not null) decoding.Options["access-log.pattern"] = pattern;
        return decoding;
    }

    [Theory]
    [InlineData("combined", "1.2.3.4 - bob " + Request + Agents)]
    [InlineData("common", "1.2.3.4 - bob " + Request)]
    [InlineData("vhost_combined", "shop.example:443 1.2.3.4 - bob " + Request + Agents)]
    [InlineData("vcommon", "shop.example:443 1.2.3.4 - bob " + Request)]
    [InlineData("forwarded", "1.2.3.4, 172.16.0.1, 10.0.0.9 - bob " + Request + Agents)]
    [InlineData("main", "1.2.3.4 - bob " + Request + Agents + " \"9.9.9.9, 8.8.8.8\"")]
    [InlineData("json",
        "{\"time_iso8601\":\"2000-10-10T13:55:36-07:00\",\"remote_addr\":\"1.2.3.4\",\"remote_user\":\"bob\","
            + "\"request\":\"GET /a HTTP/1.1\",\"status\":200,\"body_bytes_sent\":5,\"http_referer\":\"http:\\/\\/r\\/\","
            + "\"http_user_agent\":\"Mozilla/5.0 (X11)\"}")]
    public void Lines_are_recognized_without_a_pattern(string name, string line)
    {
        var agents = name.Contains("common", StringComparison.Ordinal) ? "∅|∅" : "http://r/|Mozilla/5.0 (X11)";
        Assert.Equal([$"2000-10-10 20:55:36.000|1.2.3.4|bob|GET|/a|200|5|{agents}"], Log(null, s_columns).Decode(line));
        Assert.Equal(name, AccessLogFormat.Recognize(["no log at all", line]));
    }

    [Fact]
    public void Each_line_of_a_mixed_file_is_what_it_is() => Assert.Equal(["1.2.3.4", "5.6.7.8", "!access-log", "9.9.9.9", "1.2.3.4"],
        Log(null, F("ip", SqlType.String))
            .Decode("1.2.3.4 - - " + Request + Agents, "5.6.7.8 - - " + Request, "what is this", """{"remote_addr":"9.9.9.9"}""",
                "shop:80 1.2.3.4 - - " + Request));

    // Collection 19 and newcomer 2.1, 2.3: they were read with wrong values and without a word.
    [Theory]
    [InlineData("common", "1.2.3.4 - - " + Request + Agents)]
    [InlineData("combined", "shop.example:443 1.2.3.4 - - " + Request + Agents)]
    [InlineData("combined", "10.0.0.1, 172.16.0.1 - - " + Request + Agents)]
    [InlineData("combined", "1.2.3.4 - - " + Request + Agents + " \"more\"")]
    [InlineData("combined", "1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.1\" 200 5 0.25" + Agents)]
    [InlineData("combined", "1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.1\" \"x\" 200 5" + Agents)]
    [InlineData("$remote_addr $status", "1.2.3.4 200 and more")]
    public void A_line_that_the_pattern_does_not_take_whole_is_bad(string pattern, string line) =>
        Assert.Equal(["!access-log"], Log(pattern, F("status", SqlType.Int)).Decode(line));

    // Newcomer 2.2.
    [Fact]
    public void Escapes_are_undone_in_every_value() => Assert.Equal(["王|王"],
        Log(null, F("user_id", SqlType.String), F("user_agent", SqlType.String))
            .Decode("1.2.3.4 - \\xE7\\x8E\\x8B " + Request + " \"-\" \"\\xE7\\x8E\\x8B\""));

    // Collection 20.
    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_value() =>
        Assert.Equal(["1.2.3.4"], Log(null, F("ip", SqlType.String)).Decode("\uFEFF1.2.3.4 - - " + Request));

    // Collection 22, newcomer 2.4: of the servers that were asked the last one answered.
    [Fact]
    public void A_list_of_upstream_times_is_text_as_it_is_and_as_a_number_that_of_the_last()
    {
        const string pattern = "$remote_addr $upstream_response_time $status";
        string[] lines = ["h 0.110, 0.055 200", "h 0.110, 0.055 : 0.2 200", "h - 200", "h 0.3 200"];
        Assert.Equal(["0.055", "0.2", "∅", "0.3"], Log(pattern, F("upstream_response_time", SqlType.Double)).Decode(lines));
        Assert.Equal(["0.110, 0.055", "0.110, 0.055 : 0.2", "∅", "0.3"],
            Log(pattern, F("upstream_response_time", SqlType.String)).Decode(lines));
    }

    [Fact]
    public void Formats_are_pasted_as_servers_have_them()
    {
        const string nginx = """
            nginx:log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '
                  '$status $body_bytes_sent "$http_referer" '
                  '"$http_user_agent" rt=$request_time';
            """;
        Assert.Equal(["1.2.3.4|1.2.3.4|/a|0.25|x"],
            Log(nginx, F("ip", SqlType.String), F("remote_addr", SqlType.String), F("path", SqlType.String),
                F("request_time", SqlType.Double), F("http_user_agent", SqlType.String))
            .Decode("1.2.3.4 - - " + Request + " \"-\" \"x\" rt=0.25"));
        const string apache =
            "apache:LogFormat \"%v:%p %h %l %u %t \\\"%r\\\" %>s %O \\\"%{Referer}i\\\" \\\"%{User-Agent}i\\\" %D\" vhost_combined";
        Assert.Equal(["shop|443|1.2.3.4|5|x|1234"],
            Log(apache, F("host", SqlType.String), F("server_port", SqlType.Int), F("ip", SqlType.String), F("bytes_sent", SqlType.BigInt),
                F("user_agent", SqlType.String), F("request_time_us", SqlType.BigInt))
            .Decode("shop:443 1.2.3.4 - - " + Request + " \"-\" \"x\" 1234"));
        Assert.Throws<OptionException>(() => Log("apache:%h %Z", F("ip", SqlType.String)).Decode(""));
    }

    [Theory]
    [InlineData("vcombined", "2000-10-10 20:55:36.000|1.2.3.4|∅|GET|/a|200|5|http://r/|Mozilla/5.0 (X11)",
        "shop.example:443 1.2.3.4 - - " + Request + Agents)]
    [InlineData("w3c", "2002-05-24 20:18:01.000|172.224.24.114|∅|GET|/Default.htm|200|∅|http://r/|Mozilla/4.0+(compatible)",
        "#Software: Internet Information Services 6.0",
        "#Fields: date time c-ip cs-username s-ip s-port cs-method cs-uri-stem cs-uri-query sc-status cs(User-Agent) cs(Referer)",
        "2002-05-24 20:18:01 172.224.24.114 - 206.73.118.24 80 GET /Default.htm - 200 Mozilla/4.0+(compatible) http://r/")]
    [InlineData("cloudfront", "2019-12-04 21:02:31.000|192.0.2.100|∅|GET|/index.html|200|392|∅|Mozilla/5.0%20(X11)", "#Version: 1.0",
        "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent)",
        "2019-12-04\t21:02:31\tLAX1\t392\t192.0.2.100\tGET\td111.cloudfront.net\t/index.html\t200\t-\tMozilla/5.0%20(X11)")]
    [InlineData("awsalb", "2018-07-02 22:23:00.186|192.168.131.39|∅|GET|http://www.example.com:80/|200|366|∅|curl/7.46.0",
        "http 2018-07-02T22:23:00.186641Z app/my-lb/50dc6c495c0c9188 192.168.131.39:2817 10.0.0.1:80 0.000 0.001 0.000 200 200 34 366 "
            + "\"GET http://www.example.com:80/ HTTP/1.1\" \"curl/7.46.0\" - - arn:aws:x \"Root=1\" \"-\" \"-\" 0 "
                + "2018-07-02T22:22:48.364000Z \"forward\" \"-\" \"-\"")]
    [InlineData("awselb", "2015-05-13 23:39:43.945|192.168.131.39|∅|GET|http://www.example.com:80/|200|29|∅|curl/7.38.0",
        "2015-05-13T23:39:43.945958Z my-loadbalancer 192.168.131.39:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29 \"GET "
            + "http://www.example.com:80/ HTTP/1.1\" \"curl/7.38.0\" - -")]
    [InlineData("awss3", "2019-02-06 00:00:38.000|192.0.2.3|∅|GET|/awsexamplebucket1?versioning|200|113|∅|S3Console/0.4",
        "79a59df900b949e5 awsexamplebucket1 [06/Feb/2019:00:00:38 +0000] 192.0.2.3 79a59df900b949e5 3E57427F3EXAMPLE REST.GET.VERSIONING "
            + "- \"GET /awsexamplebucket1?versioning HTTP/1.1\" 200 - 113 - 7 - \"-\" \"S3Console/0.4\" - s9lzHYrFp76ZVxRcpX9 SigV4 ECDHE "
                + "AuthHeader s3.amazonaws.com TLSv1.2 - -")]
    [InlineData("caddy", "2021-05-17 22:31:26.123|1.2.3.4|∅|GET|/a|200|10|∅|curl/7.64.1",
        "{\"level\":\"info\",\"ts\":1621290686.123,\"logger\":\"http.log.access\",\"msg\":\"handled request\","
            + "\"request\":{\"remote_ip\":\"1.2.3.4\",\"remote_port\":\"41342\",\"proto\":\"HTTP/2.0\",\"method\":\"GET\","
            + "\"host\":\"localhost\",\"uri\":\"/a\",\"headers\":{\"User-Agent\":[\"curl/7.64.1\"],\"Accept\":[\"*/*\"]},"
            + "\"tls\":{\"resumed\":false}},\"user_id\":\"\",\"duration\":0.000929675,\"size\":10,\"status\":200,"
            + "\"resp_headers\":{\"Server\":[\"Caddy\"]}}")]
    [InlineData("traefikclf", "2000-10-10 20:55:36.000|1.2.3.4|∅|GET|/a|200|5|http://r/|Mozilla/5.0 (X11)",
        "1.2.3.4 - - " + Request + Agents + " 17 \"web@docker\" \"http://10.0.0.2:80\" 3ms")]
    [InlineData("traefik", "2021-05-17 22:31:26.000|1.2.3.4|∅|GET|/a|200|10|∅|curl/7.64.1",
        "{\"ClientHost\":\"1.2.3.4\",\"ClientUsername\":\"-\",\"DownstreamContentSize\":10,\"DownstreamStatus\":200,"
            + "\"Duration\":1200,\"RequestMethod\":\"GET\",\"RequestPath\":\"/a\",\"RequestProtocol\":\"HTTP/1.1\","
            + "\"StartUTC\":\"2021-05-17T22:31:26.000Z\",\"request_User-Agent\":\"curl/7.64.1\"}")]
    [InlineData("haproxy", "2009-02-06 12:14:14.655|10.0.1.2|∅|GET|/index.html|200|2750|∅|∅",
        "Feb  6 12:14:14 localhost haproxy[14389]: 10.0.1.2:33317 [06/Feb/2009:12:14:14.655] http-in static/srv1 10/0/30/69/109 200 2750 "
            + "- - ---- 1/1/1/1/0 0/0 {1wt.eu} {} \"GET /index.html HTTP/1.1\"")]
    [InlineData("squid", "2010-10-05 10:05:08.779|192.168.0.224|∅|GET|http://e.com/x|200|411|∅|∅",
        "1286273108.779    180 192.168.0.224 TCP_MISS/200 411 GET http://e.com/x - DIRECT/93.184.216.34 text/html")]
    public void A_named_pattern_reads_what_that_server_writes(string pattern, string expected, params string[] lines)
    {
        var values = expected.Split('|');
        var known = Enumerable.Range(0, s_columns.Length)
            .Where(i => pattern is not ("haproxy" or "squid" or "awsalb" or "awselb" or "awss3") || values[i] != "∅").ToArray();
        Assert.Equal([string.Join('|', known.Select(i => values[i]))], Log(pattern, [.. known.Select(i => s_columns[i])]).Decode(lines));
    }

    [Fact]
    public void A_w3c_line_with_other_fields_than_its_header_is_bad() => Assert.Equal(["!access-log", "1.2.3.4"],
        Log("w3c", F("ip", SqlType.String)).Decode("#Fields: date c-ip cs-method", "2002-05-24 1.2.3.4", "2002-05-24 1.2.3.4 GET"));
}
