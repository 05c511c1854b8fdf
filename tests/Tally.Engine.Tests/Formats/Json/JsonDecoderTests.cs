using Xunit;
using System.Text;
using Tally.Engine.Columns;
using static Tally.Engine.Tests.Formats.Decoding;

namespace Tally.Engine.Tests.Formats.Json;

public sealed class JsonDecoderTests
{
    static readonly Field[] s_mixed =
        [
            F("id", SqlType.Int),
            F("s", SqlType.String),
            F("l", SqlType.BigInt),
            F("d", SqlType.Double),
            F("m", SqlType.Decimal(10, 2)),
            F("b", SqlType.Boolean),
        ];

    [Fact]
    public void Numbers_and_text_convert_into_each_other_as_in_Flink()
    {
        var rows = new Decoding("json", s_mixed).Decode(
            """{"id":1,"s":1.50,"l":2.5,"d":3,"m":4,"b":true}""",
            """{"id":-1.9,"s":1e3,"l":"-12","d":"3.5","m":"4.005","b":"true"}""",
            """{"id":"5","s":true,"l":" 6 ","d":" 7 ","m":" 8 ","b":"FALSE"}""",
            """{"id":4,"s":{"a": 1, "b": [true, null], "c":1.50, "d":"\u0041\n"},"l":9007199254740993,"d":1e400,"m":1E+2,"b":1}""",
            """{"id":0,"s":[1, 2 , "x"],"l":0,"d":"NaN","m":-0.005,"b":"True"}""",
            """{"id":"6","s":12345678901234567890.12345678901234567890,"l":8,"d":0.1e1,"m":123456789.005,"b":null}""");
        Assert.Equal(
        [
            "1|1.50|2|3|4.00|true",
            "-1|1e3|-12|3.5|4.01|true",
            "5|true|6|7|8.00|false",
            """4|{"a":1,"b":[true,null],"c":1.5,"d":"A\n"}|9007199254740993|Infinity|100.00|false""",
            """0|[1,2,"x"]|0|NaN|-0.01|true""",
            "6|12345678901234567890.12345678901234567890|8|1|∅|∅",
        ], rows);
    }

    [Theory]
    [
        InlineData("2147483648"),
        InlineData("\"1.5\""),
        InlineData("\"many\""),
        InlineData("\"\""),
        InlineData("true"),
        InlineData("{}"),
        InlineData("[1]"),
        InlineData("1e10")
    ]
    public void A_value_that_does_not_convert_is_an_error_or_NULL(string value)
    {
        var strict = new Decoding("json", F("id", SqlType.Int), F("x", SqlType.Int));
        Assert.Equal(["1|2", "!type", "3|4"], strict.Decode("""{"id":1,"x":2}""", $$"""{"x":{{value}},"id":2}""", """{"id":3,"x":4}"""));
        Assert.Contains("field 'x'", strict.Bad[0].Reason);
        Assert.Contains("INT", strict.Bad[0].Reason);
        var lenient = new Decoding("json", F("id", SqlType.Int), F("x", SqlType.Int))
        {
            Options = { ["json.ignore-parse-errors"] = "true" },
        };
        Assert.Equal(["2|∅"], lenient.Decode($$"""{"x":{{value}},"id":2}"""));
        var unread = new Decoding("json", F("id", SqlType.Int), F("x", SqlType.Int)) { Read = ["id"] };
        Assert.Equal(["2"], unread.Decode($$"""{"x":{{value}},"id":2}"""));
    }

    [Fact]
    public void Missing_fields_and_nulls_are_NULL_and_names_match_exactly()
    {
        var decoding = new Decoding("json", F("id", SqlType.Int), F("sku", SqlType.String));
        Assert.Equal(["1|tea", "2|∅", "3|∅", "∅|∅", "5|∅", "6|last", "7|é"], decoding.Decode(
            """{"id":1,"sku":"tea"}""", """{"id":2,"sku":null}""", """{"id":3}""", "{}", """{"id":5,"SKU":"x"}""",
            """{"id":0,"sku":"first","sku":"last","id":6}""", """{"i\u0064":7,"sku":"\u00e9"}"""));
    }

    [Fact]
    public void A_missing_field_is_an_error_when_asked_for()
    {
        var decoding = new Decoding("json", F("id", SqlType.Int), F("sku", SqlType.String))
        {
            Options = { ["json.fail-on-missing-field"] = "true" },
        };
        Assert.Equal(["1|∅", "!type"], decoding.Decode("""{"id":1,"sku":null}""", """{"id":3}"""));
    }

    [Fact]
    public void Lines_that_are_no_objects_are_errors_or_skipped_and_empty_ones_are_nothing()
    {
        string[] lines =
            [
                """{"id":1}""",
                "",
                "   ",
                "42",
                "null",
                "\"text\"",
                "[1,2]",
                """{"id":2""",
                """{"id":3} x""",
                "id=4",
                """{"id":5,}""",
                """[{"id":6},null,{"id":7}]""",
                "[]",
            ];
        Assert.Equal(
            ["1", "!json", "!type", "!type", "!type", "!type", "!json", "!json", "!json", "!json", "6", "7"],
            new Decoding("json", F("id", SqlType.Int)).Decode(lines)
        );
        var lenient = new Decoding("json", F("id", SqlType.Int)) { Options = { ["json.ignore-parse-errors"] = "true" } };
        Assert.Equal(["1", "6", "7"], lenient.Decode(lines));
        Assert.Empty(lenient.Bad);
    }

    [Fact]
    public void Times_follow_the_standard_that_is_set()
    {
        Field[] fields = [F("ts", SqlType.Timestamp(3)), F("lz", SqlType.TimestampLtz(3)), F("d", SqlType.Date)];
        var sql = new Decoding("json", fields) { Options = { ["json.ignore-parse-errors"] = "true" } };
        Assert.Equal(
            [
                "2024-02-29 10:20:30.123|2024-02-29 10:20:30.123|2024-02-29",
                "2024-02-29 10:20:30.123|2024-02-29 10:20:30.500|∅",
                "∅|∅|∅",
                "∅|∅|∅",
                "∅|∅|∅",
                "1969-12-31 23:59:59.999|1969-12-31 23:59:59.999|1969-12-31",
                "0001-01-01 00:00:00.000|9999-12-31 23:59:59.999|0001-01-01",
            ],
            sql.Decode(
                """{"ts":"2024-02-29 10:20:30.123","lz":"2024-02-29 10:20:30.123Z","d":"2024-02-29"}""",
                """{"ts":"2024-02-29 10:20:30.123456789","lz":"2024-02-29 10:20:30.5Z","d":"2024-2-9"}""",
                """{"ts":"2024-02-29 10:20","lz":"2024-02-29 10:20:30","d":19782}""",
                """{"ts":"2024-02-29T10:20:30","lz":"2024-02-29 10:20:30+01:00","d":"2023-02-29"}""",
                """{"ts":" 2024-02-29 10:20:30 ","lz":1709202030,"d":""}""",
                """{"ts":"1969-12-31 23:59:59.999","lz":"1969-12-31 23:59:59.9999Z","d":"1969-12-31"}""",
                """{"ts":"0001-01-01 00:00:00","lz":"9999-12-31 23:59:59.999Z","d":"0001-01-01"}"""
            )
        );
        var iso = new Decoding("json", fields)
        {
            Options = { ["json.ignore-parse-errors"] = "true", ["json.timestamp-format.standard"] = "ISO-8601" },
        };
        Assert.Equal(
            ["2024-02-29 10:20:30.123|2024-02-29 10:20:30.000|∅", "2024-02-29 10:20:00.000|∅|∅", "∅|∅|∅"],
            iso.Decode(
                """{"ts":"2024-02-29T10:20:30.123","lz":"2024-02-29T10:20:30Z"}""",
                """{"ts":"2024-02-29T10:20","lz":"2024-02-29T10:20:30"}""",
                """{"ts":"2024-02-29 10:20:30","lz":"2024-02-29 10:20:30Z"}"""
            )
        );
    }

    [Fact]
    public void Digits_of_a_time_beyond_its_precision_are_cut()
    {
        var decoding = new Decoding(
            "json",
            F("t0", SqlType.Timestamp(0)),
            F("t3", SqlType.Timestamp(3)),
            F("t6", SqlType.Timestamp(6)),
            F("t9", SqlType.Timestamp(9))
        );
        Assert.Equal(
            ["1999-12-31 23:59:59.000|1999-12-31 23:59:59.999|1999-12-31 23:59:59.9999990+0|1999-12-31 23:59:59.9999999+99"],
            decoding.Decode(
                """
                {"t0":"1999-12-31 23:59:59.999","t3":"1999-12-31 23:59:59.9999",
                """
                    + """
                    "t6":"1999-12-31 23:59:59.999999999","t9":"1999-12-31 23:59:59.999999999"}
                    """
            )
        );
    }

    [Fact]
    public void Decimals_are_exact_rounded_half_up_and_NULL_when_too_large()
    {
        var decoding = new Decoding("json", F("m", SqlType.Decimal(5, 2)), F("n", SqlType.Decimal(5, 0)), F("w", SqlType.Decimal(38, 18)));
        Assert.Equal(
            [
                "123.46|1|12345678901234567890.123456789012345678",
                "-123.46|100|-0.000000000000000001",
                "999.99|99999|0.000000000000000001",
                "∅|-99999|10000000000000000000.000000000000000000",
                "∅|∅|∅",
                "0.01|0|0.000000000000000000",
                "12.30|120|∅",
            ],
            decoding.Decode(
                """{"m":123.455,"n":"0.5","w":12345678901234567890.123456789012345678}""",
                """{"m":-123.455,"n":1e2,"w":"-0.000000000000000001"}""",
                """{"m":999.994,"n":99999,"w":1e-18}""",
                """{"m":999.995,"n":-99999.4,"w":1e19}""",
                """{"m":1234.5,"n":100000,"w":1e20}""",
                """{"m":"5e-3","n":0.49999999999999999999999999,"w":1e-999999999}""",
                """{"m":"+012.3","n":"12E1","w":1e999999999}"""
            )
        );
    }

    [Fact]
    public void Nested_values_become_rows_arrays_and_maps()
    {
        var row = SqlType.Row(F("a", SqlType.Int), F("b", SqlType.String));
        Field[] fields =
            [
                F("r", row),
                F("l", SqlType.Array(SqlType.Int)),
                F("o", SqlType.Array(row)),
                F("m", SqlType.Map(SqlType.String, SqlType.Int)),
            ];
        string[] records =
        [
            """{"r":{"a":1,"b":"x"},"l":[1,null,3],"o":[{"a":1},null,{}],"m":{"k":1,"j":2,"k":3}}""",
            """{"r":null,"l":[],"o":[],"m":{}}""",
            "{}",
            """{"r":{"b":{"c":[1]},"z":1},"l":[ "9" , 1.5 ],"o":[{"a":"x"}],"m":{"\u006b":"x"}}""",
            """{"r":"text","l":"text","o":5,"m":true}""",
        ];
        Assert.Equal(
            ["(1,x)|[1,∅,3]|[(1,∅),∅,(∅,∅)]|{k=3,j=2}", "∅|[]|[]|{}", "∅|∅|∅|∅", "!type", "!type"],
            new Decoding("json", fields).Decode(records)
        );
        var lenient = new Decoding("json", fields) { Options = { ["json.ignore-parse-errors"] = "true" } };
        Assert.Equal(["""(∅,{"c":[1]})|[9,1]|[(∅,∅)]|{k=∅}""", "∅|∅|∅|∅"], lenient.Decode(records)[3..]);
    }

    [Fact]
    public void Bytes_are_Base64()
    {
        var decoding = new Decoding("json", F("b", SqlType.Bytes)) { Options = { ["json.ignore-parse-errors"] = "true" } };
        Assert.Equal(
            ["68656c6c6f", "", "∅", "∅", "∅", "0001ff7f"],
            decoding.Decode("""{"b":"aGVsbG8="}""", """{"b":""}""", """{"b":"%"}""", "{}", """{"b":12}""", """{"b":"AAH\/fw=="}""")
        );
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public void Text_is_the_same_as_slices_and_as_codes(bool asCodes)
    {
        var decoding = new Decoding("json", F("s", SqlType.String)) { AsCodes = asCodes };
        Assert.Equal(
            [
                "a",
                "caf\u00e9 茶 😀",
                "q\" \\ / \t \n \b\f\r",
                "",
                "∅",
                "?x",
                "a",
                "longer than sixteen bytes, twice",
                "longer than sixteen bytes, twice",
                "12",
            ],
            decoding.Decode(
                """{"s":"a"}""",
                """{"s":"caf\u00e9 \u8336 \ud83d\ude00"}""",
                """{"s":"q\" \\ \/ \t \n \b\f\r"}""",
                """{"s":""}""",
                """{"s":null}""",
                """{"s":"\ud800x"}""",
                """{"s":"a"}""",
                """{"s":"longer than sixteen bytes, twice"}""",
                """{"s":"longer than sixteen bytes, twice"}""",
                """{"s":12}"""
            )
        );
    }

    [Fact]
    public void Broken_UTF8_is_rejected_wherever_it_stands()
    {
        byte[] Record(params byte[] middle) => [.. "{\"s\":\"a"u8, .. middle, .. "\"}"u8];
        var decoding = new Decoding("json", F("x", SqlType.String));
        Assert.Equal(
            ["!utf8", "!utf8", "!utf8", "!utf8", "∅"],
            decoding.Decode(Record(0xFF), Record(0xC0, 0x80), Record(0xED, 0xA0, 0x80), Record(0xE8, 0x8C), Record(0xE8, 0x8C, 0xB6))
        );
        Assert.Equal(
            ["!utf8"],
            decoding.Decode("{\"\xFF\":1}"u8.ToArray() is var text ? [(byte)'{', (byte)'"', 0xFF, .. "\":1}"u8] : text)
        );
    }

    [Fact]
    public void A_record_of_ten_megabytes_and_one_of_a_thousand_levels_decode()
    {
        var decoding = new Decoding("json", F("id", SqlType.Int), F("s", SqlType.String));
        var large = new string('x', 10 << 20);
        Assert.Equal(["1|" + large], decoding.Decode($$"""{"id":1,"s":"{{large}}"}"""));
        string Deep(int levels) => "{\"id\":2,\"s\":" + new string('[', levels - 1) + new string(']', levels - 1) + "}";
        Assert.Equal(["2|" + new string('[', 999) + new string(']', 999), "!json"], decoding.Decode(Deep(1000), Deep(1001)));
        Assert.Equal(["!json"], decoding.Decode(new string('[', 100_000)));
    }

    [Fact]
    public void Rows_keep_their_values_when_the_decoder_goes_on_with_other_rows()
    {
        var decoding = new Decoding("json", F("s", SqlType.String)) { AsCodes = true };
        var decoder = decoding.Decoder();
        decoder.Decode(Block(Encoding.UTF8.GetBytes("""{"s":"first"}""")), 0, 1, decoding.Rows);
        var others = new Tally.Engine.Formats.DecodedRows();
        for (var i = 0; i < 1000; i++) decoder.Decode(Block(Encoding.UTF8.GetBytes($$"""{"s":"other {{i}}"}""")), 0, 1, others);
        Assert.Equal("first", Show(decoding.Rows.Columns[0], 0, SqlType.String));
    }
}
