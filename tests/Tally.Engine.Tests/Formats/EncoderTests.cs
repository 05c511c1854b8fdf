using System.Buffers;
using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Formats;
using Tally.Engine.Formats.Values;
using Xunit;
using static Tally.Engine.Tests.Formats.Decoding;

namespace Tally.Engine.Tests.Formats;

public sealed class EncoderTests
{
    static readonly Field[] s_fields =
    [
        F("b", SqlType.Boolean),
        F("i", SqlType.Int),
        F("l", SqlType.BigInt),
        F("m", SqlType.Decimal(12, 2)),
        F("w", SqlType.Decimal(38, 10)),
        F("s", SqlType.String),
        F("da", SqlType.Date),
        F("ts", SqlType.Timestamp(3)),
        F("lz", SqlType.TimestampLtz(3)),
        F("t9", SqlType.Timestamp(9)),
        F("d", SqlType.Double),
        F("x", SqlType.Bytes),
        F("l2", SqlType.Array(SqlType.Int)),
        F("r", SqlType.Row(F("a", SqlType.String), F("n", SqlType.Int))),
    ];

    static readonly Dictionary<string, string> s_plain = new()
    {
        ["json.encode.decimal-as-plain-number"] = "true",
        ["json.encode.ignore-null-fields"] = "true",
        ["json.timestamp-format.standard"] = "ISO-8601",
    };

    /// <summary>Reads rows from JSON and writes them with an encoder.</summary>
    static string[] Encode(string format, Dictionary<string, string> options, Field[] fields, params string[] json)
    {
        var decoding = new Decoding("json", fields);
        Assert.DoesNotContain(decoding.Decode(json), row => row.StartsWith('!'));
        var encoder = FormatRegistry.Default.Find(format)!.CreateEncoder(new Schema(fields), options, TimeZoneInfo.Utc)!;
        var batch = new Batch { Count = decoding.Rows.Count, Columns = decoding.Rows.Columns };
        return [.. Enumerable.Range(0, batch.Count).Select(row =>
        {
            var output = new ArrayBufferWriter<byte>();
            encoder.Encode(batch, row, output);
            return Encoding.UTF8.GetString(output.WrittenSpan);
        })];
    }

    /// <summary>A record that is written over several lines here.</summary>
    static string Record(string lines) => lines.Replace("\n", "");

    [Fact]
    public void Json_is_what_Flink_writes()
    {
        var read = Record("""
            {"b":true,"i":-7,"l":9223372036854775807,"m":60.50,"w":-12345678901234567890.5,"s":"q\" \\ é\n\u0001","da":"2024-02-29",
            "ts":"2023-11-14 22:13:20.5","lz":"1969-12-31 23:59:59.999Z","t9":"2023-11-14 22:13:20.123456789",
            "d":1e10,"x":"aGVsbG8=","l2":[1,null],"r":{"a":"x","n":null}}
            """);
        var written = Record("""
            {"b":true,"i":-7,"l":9223372036854775807,"m":60.5,"w":-12345678901234567890.5,"s":"q\" \\ é\n\u0001","da":"2024-02-29",
            "ts":"2023-11-14 22:13:20.5","lz":"1969-12-31 23:59:59.999Z","t9":"2023-11-14 22:13:20.123456789",
            "d":1.0E10,"x":"aGVsbG8=","l2":[1,null],"r":{"a":"x","n":null}}
            """);
        Assert.Equal([written], Encode("json", [], s_fields, read));
    }

    [Fact]
    public void Json_writes_NULL_and_short_numbers_as_Flink()
    {
        var written = Record("""
            {"b":null,"i":null,"l":null,"m":1E+2,"w":1E-7,"s":null,"da":null,"ts":"0001-01-01 00:00:00",
            "lz":null,"t9":null,"d":"NaN","x":null,"l2":[],"r":null}
            """);
        Assert.Equal([written], Encode("json", [], s_fields, """{"m":100,"w":1e-7,"ts":"0001-01-01 00:00:00","d":"NaN","l2":[]}"""));
    }

    [Fact]
    public void Json_follows_its_options()
    {
        string[] read = ["""{"m":100,"w":1e-7,"ts":"2023-11-14 22:13:20.123","r":{"n":1}}""", """{"m":0}"""];
        string[] written = ["""{"m":100.00,"w":0.0000001000,"ts":"2023-11-14T22:13:20.123","r":{"n":1}}""", """{"m":0.00}"""];
        Assert.Equal(written, Encode("json", s_plain, s_fields, read));
    }

    [Fact]
    public void A_NULL_key_of_a_map_follows_its_mode()
    {
        var keys = new StringColumn();
        keys.Append("k"u8);
        keys.AppendNull();
        var values = new Column<int>();
        values.Append(1);
        values.Append(2);
        var map = new MapColumn(keys, values);
        map.EndRow();
        var schema = new Schema([F("m", SqlType.Map(SqlType.String, SqlType.Int))]);
        string Encode(params (string Name, string Value)[] options)
        {
            var output = new ArrayBufferWriter<byte>();
            var given = options.ToDictionary(option => "json.map-null-key." + option.Name, option => option.Value);
            var encoder = FormatRegistry.Default.Find("json")!.CreateEncoder(schema, given, TimeZoneInfo.Utc)!;
            encoder.Encode(new() { Count = 1, Columns = [map] }, 0, output);
            return Encoding.UTF8.GetString(output.WrittenSpan);
        }
        Assert.Throws<InvalidDataException>(() => Encode());
        Assert.Equal("""{"m":{"k":1}}""", Encode(("mode", "DROP")));
        Assert.Equal("""{"m":{"k":1,"none":2}}""", Encode(("mode", "LITERAL"), ("literal", "none")));
    }

    [Fact]
    public void Csv_quotes_what_needs_quotes()
    {
        Field[] fields =
            [
                F("s", SqlType.String),
                F("i", SqlType.Int),
                F("m", SqlType.Decimal(12, 2)),
                F("l", SqlType.Array(SqlType.String)),
            ];
        string[] rows =
        [
            """{"s":"plain","i":1,"m":1.50,"l":["a","b"]}""",
            """{"s":"a, \"b\"","m":100}""",
            """{"s":"line\nbreak","l":["x y"]}""",
            """{"s":""}""",
        ];
        string[] written = ["plain,1,1.5,a;b", "\"a, \"\"b\"\"\",,1E+2,", "\"line\nbreak\",,,\"x y\"", ",,,"];
        Assert.Equal(written, Encode("csv", [], fields, rows));
    }

    [Fact]
    public void Csv_follows_its_options()
    {
        Field[] fields = [F("s", SqlType.String), F("i", SqlType.Int), F("m", SqlType.Decimal(12, 2)), F("ts", SqlType.TimestampLtz(3))];
        Dictionary<string, string> options = new()
        {
            ["csv.quote-character"] = "'", ["csv.field-delimiter"] = "|", ["csv.null-literal"] = "NULL",
            ["csv.write-bigdecimal-in-scientific-notation"] = "false",
        };
        string[] rows = ["""{"s":"a, \"b\"","m":100}""", """{"i":1,"ts":"2023-11-14 22:13:20Z"}"""];
        Assert.Equal(["'a, \"b\"'|NULL|100.00|NULL", "NULL|1|NULL|'2023-11-14 22:13:20Z'"], Encode("csv", options, fields, rows));
    }

    [Theory]
    [InlineData("json"), InlineData("csv"), InlineData("order-log")]
    public void What_is_written_reads_back_the_same(string format)
    {
        var random = new Random(3);
        Field[] fields = [.. s_fields.Where(field => format == "json" || field.Name != "x")];
        string[] pieces = ["a", " ", ",", "\\\"", "\\\\", "\\n", "é", "茶", ";", "|", ":", "]", "[", "'", "\\r", "k: "];
        string Text() => string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => pieces[random.Next(pieces.Length)])) + "z";
        var json = Enumerable.Range(0, 300).Select(i => Record($$"""
            {"b":{{(i % 2 == 0 ? "true" : "false")}},"i":{{random.Next()}},"l":{{random.NextInt64()}},
            "m":{{random.Next(1_000_000)}}.{{random.Next(100)}},"w":-{{random.NextInt64()}}.{{random.Next()}},"s":"{{Text()}}",
            "da":"20{{random.Next(10, 99)}}-0{{random.Next(1, 9)}}-1{{random.Next(9)}}",
            "ts":"19{{random.Next(10, 99)}}-01-31 23:59:{{random.Next(10, 59)}}.{{random.Next(1000)}}",
            "lz":"2024-02-29 00:00:00.{{random.Next(1000)}}Z","t9":"2024-02-29 12:00:00.{{random.Next(999_999_999)}}",
            "d":{{random.NextDouble() * Math.Pow(10, random.Next(-20, 20)):R}},"x":"aGVsbG8=","l2":[{{random.Next()}},3],
            "r":{"a":"{{(format == "csv" ? "a" : Text())}}","n":{{random.Next()}} } }
            """)).ToArray();
        Dictionary<string, string> options = format == "csv" ? new() { ["csv.null-literal"] = "~" } : [];
        var written = Encode(format, options, fields, json);
        var back = new Decoding(format, fields);
        foreach (var (key, value) in options) back.Options[key] = value;
        Assert.Equal(new Decoding("json", fields).Decode(json), back.Decode(written));
    }

    [Theory]
    [InlineData(1e7, "1.0E7"), InlineData(9999999.5, "9999999.5"), InlineData(0.001, "0.001"), InlineData(0.00099, "9.9E-4")]
    [InlineData(-0.0, "-0.0"), InlineData(100, "100.0"), InlineData(123456789012, "1.23456789012E11")]
    [InlineData(5e-324, "4.9E-324"), InlineData(1.7976931348623157E308, "1.7976931348623157E308")]
    public void Doubles_are_written_as_in_Java(double value, string expected)
    {
        Span<byte> text = stackalloc byte[DoubleText.MaxLength];
        Assert.Equal(expected, Encoding.UTF8.GetString(text[..DoubleText.Write(value, text)]));
    }
}
