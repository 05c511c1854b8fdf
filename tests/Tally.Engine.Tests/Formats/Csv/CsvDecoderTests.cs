using Tally.Engine.Catalog;
using System.Text;
using System.Text.Json;
using Tally.Engine.Columns;
using Tally.Engine.Formats;
using Tally.Engine.Formats.Csv;
using Tally.Log;
using Xunit;
using static Tally.Engine.Tests.Formats.Decoding;

namespace Tally.Engine.Tests.Formats.Csv;

public sealed class CsvDecoderTests
{
    static readonly Field[] s_line = [F("id", SqlType.Int), F("s", SqlType.String), F("n", SqlType.Double)];

    static Decoding Csv(params (string Key, string Value)[] options)
    {
        var decoding = new Decoding("csv", s_line);
        foreach (var (key, value) in options) decoding.Options["csv." + key] = value;
        return decoding;
    }

    [Fact]
    public void Quotes_and_spaces() =>
        Assert.Equal(
            [
                "1|plain|1.5",
                "2|comma, inside|2",
                "3|say \"hi\"|3",
                "4|line\nbreak|4",
                "5| spaces |5",
                "6||6",
                "7||7",
                "8|mid \"quoted\" text|8",
                "9|茶 😀|9",
                "10|a|10",
            ],
            Csv()
                .Decode(
                    "1,plain,1.5",
                    "2,\"comma, inside\",2",
                    "3,\"say \"\"hi\"\"\",3",
                    "4,\"line\nbreak\",4",
                    "5, spaces ,5",
                    "6,\"\",6",
                    "7,,7",
                    "8,mid \"quoted\" text,8",
                    "9,\"茶 😀\",9",
                    "10,\"a\"  ,10"
                )
        );

    [Fact]
    public void Broken_records_are_bad_with_a_reason_or_skipped()
    {
        string[] records = ["1,a,1", "2,\"cut off", "3,\"a\"x,3", "4,a", "5,a,5,extra", "6,a,6,", "7,a,many", "", "8,b,", "\xFF,a,1"];
        var strict = Csv();
        Assert.Equal(
            ["1|a|1", "!csv", "!csv", "!csv", "!csv", "6|a|6", "!type", "!csv", "!type", "!utf8"],
            strict.Decode([.. records.Select(record => Encoding.Latin1.GetBytes(record))])
        );
        Assert.Contains("cut off", strict.Bad[0].Reason);
        Assert.Contains("expected 3", strict.Bad[2].Reason);
        Assert.Equal(
            ["1|a|1", "4|a|∅", "6|a|6", "7|a|∅", "∅|∅|∅", "8|b|∅"],
            Csv(("ignore-parse-errors", "true")).Decode([.. records.Select(record => Encoding.Latin1.GetBytes(record))])
        );
    }

    [Fact]
    public void Options_change_the_characters()
    {
        Assert.Equal(["1|a,b|2.5", "2|x;y|3"], Csv(("field-delimiter", ";")).Decode("1;a,b;2.5", "2;\"x;y\";3"));
        Assert.Equal(["1|a|2"], Csv(("field-delimiter", "\\t")).Decode("1\ta\t2"));
        Assert.Equal(["1|\"a\"|2", "2|5\" plate|3"], Csv(("disable-quote-character", "true")).Decode("1,\"a\",2", "2,5\" plate,3"));
        Assert.Equal(["1|a,b|2", "2|it's|3", "3|\"x\"|4"], Csv(("quote-character", "'")).Decode("1,'a,b',2", "2,'it''s',3", "3,\"x\",4"));
        Assert.Equal(
            ["1|a,b|2", "2|say \"hi\"|3", "3|back\\slash|4"],
            Csv(("escape-character", "\\")).Decode("1,a\\,b,2", "2,\"say \\\"hi\\\"\",3", "3,back\\\\slash,4")
        );
        Assert.Equal(["1|# no|1"], Csv(("allow-comments", "true")).Decode("# yes", "1,# no,1"));
        Assert.Equal(
            ["1|∅|∅", "2|∅|∅", "3| NULL |4", "4||5"],
            Csv(("null-literal", "NULL")).Decode("1,NULL,NULL", "2,\"NULL\",\"NULL\"", "3, NULL ,4", "4,,5")
        );
        Assert.Equal(["∅|∅|1"], Csv(("null-literal", "")).Decode(",\"\",1"));
        Assert.Throws<OptionException>(() => Csv(("field-delimiter", "||")).Decode("1"));
        Assert.Throws<OptionException>(() => Csv(("disable-quote-character", "true"), ("quote-character", "'")).Decode("1"));
    }

    [Fact]
    public void Values_convert_by_Flinks_rules()
    {
        var decoding = new Decoding(
            "csv",
            F("i", SqlType.Int),
            F("l", SqlType.BigInt),
            F("d", SqlType.Double),
            F("m", SqlType.Decimal(5, 2)),
            F("b", SqlType.Boolean),
            F("da", SqlType.Date),
            F("ts", SqlType.Timestamp(3)),
            F("lz", SqlType.TimestampLtz(3))
        )
        {
            Options = { ["csv.ignore-parse-errors"] = "true" },
        };
        Assert.Equal(
            [
                "5|5|0.5|5.00|true|2024-02-09|2024-02-09 01:02:03.456|2024-02-09 01:02:03.000",
                "∅|∅|1000|100.00|false|2024-02-09|∅|∅",
                "∅|∅|NaN|∅|true|∅|∅|∅",
                "-1|-2|-3.5|-1.01|false|∅|2024-02-09 01:02:03.000|2024-02-09 01:02:03.100",
            ],
            decoding.Decode(
                " 5 ,+5,.5,5.,true,2024-02-09,2024-02-09 01:02:03.456789,2024-02-09 01:02:03Z",
                "1.5,1.5,1e3,1e2,yes,2024-2-9,2024-02-09T00:00:00,2024-02-09 01:02:03",
                "2147483648,99999999999999999999,NaN,12345.67, TRUE ,29.02.2024,2024-02-09,x",
                "-1,-2,-3.5,-1.005,1,2024-02-30, 2024-02-09 01:02:03 , 2024-02-09 01:02:03.1Z "
            )
        );
    }

    [Fact]
    public void Arrays_and_rows_are_split()
    {
        var decoding = new Decoding(
            "csv",
            F("tags", SqlType.Array(SqlType.String)),
            F("ns", SqlType.Array(SqlType.Int)),
            F("r", SqlType.Row(F("a", SqlType.String), F("b", SqlType.Int)))
        );
        Assert.Equal(
            ["[a,b,c]|[1,2]|(x,5)", "[p,q\"]|[3]|(y,6)", "[single]|[]|∅", "!type"],
            decoding.Decode("a;b;c,1;2,x;5", "\"p;q\"\"\",3,\"y;6\"", "single,,", "a,x,y;1")
        );
        decoding.Options["csv.array-element-delimiter"] = "/";
        Assert.Equal(["[a,b;c]|[1]|(x,5)"], decoding.Decode("a/b;c,1,x/5"));
        Assert.Throws<OptionException>(() => new Decoding("csv", F("m", SqlType.Map(SqlType.String, SqlType.Int))).Decode("x"));
    }

    [Fact]
    public void Only_the_columns_that_are_read_are_converted()
    {
        var decoding = Csv();
        decoding.Read = ["s"];
        Assert.Equal(["a"], decoding.Decode("many,a,many"));
    }

    [Theory]
    [
        InlineData("comma_in_quotes"),
        InlineData("empty"),
        InlineData("empty_crlf"),
        InlineData("escaped_quotes"),
        InlineData("json"),
        InlineData("location_coordinates")
    ]
    [
        InlineData("newlines"),
        InlineData("newlines_crlf"),
        InlineData("quotes_and_newlines"),
        InlineData("simple"),
        InlineData("simple_crlf"),
        InlineData("utf8")
    ]
    public void The_public_spectrum_of_CSV_files_reads_as_it_is_meant(string name)
    {
        // One JSON file of the suite has another telephone number than its CSV file.
        using var meant = JsonDocument.Parse(
            File.ReadAllText(Shared.Path($"data/csv-spectrum/json/{name}.json")).Replace("1234567890", "2095257564")
        );
        var objects =
            meant.RootElement.ValueKind == JsonValueKind.Object ? [meant.RootElement] : meant.RootElement.EnumerateArray().ToArray();
        var names = objects[0].EnumerateObject().Select(member => member.Name).ToArray();
        var decoding = new Decoding("csv", [.. names.Select(column => F(column, SqlType.String))]);
        var block = new RecordBlock { Bytes = File.ReadAllBytes(Shared.Path($"data/csv-spectrum/csvs/{name}.csv")) };
        new RecordSplitter(new CsvFormat().Split(decoding.Options)).Split(block, 0, block.Bytes.Length, 0, isEnd: true);
        var rows = decoding.Decode(decoding.Decoder(), block);
        Assert.Equal(string.Join("|", names), rows[0]);
        Assert.Equal(objects.Select(row => string.Join("|", row.EnumerateObject().Select(member => member.Value.GetString()))), rows[1..]);
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public void Blocks_and_single_fields_agree(int seed)
    {
        var random = new Random(seed);
        var fields = Enumerable.Range(0, 6).Select(i => F("f" + i, SqlType.String)).ToArray();
        foreach (
            var options in (Dictionary<string, string>[])
                [
                    [],
                    new() { ["csv.null-literal"] = "x" },
                    new() { ["csv.escape-character"] = "\\", ["csv.ignore-parse-errors"] = "true" },
                    new() { ["csv.disable-quote-character"] = "true" },
                ]
        )
        {
            var records = Enumerable
                .Range(0, 2000)
                .Select(_ =>
                    Encoding.UTF8.GetBytes(
                        string.Concat(
                            Enumerable
                                .Range(0, random.Next(40))
                                .Select(_ =>
                                    random.Next(9) switch
                                    {
                                        0 or 1 => ",",
                                        2 when random.Next(4) == 0 => "\"",
                                        3 when random.Next(4) == 0 => "\\",
                                        4 => "茶",
                                        5 => "x",
                                        _ => "some text",
                                    }
                                )
                        )
                    )
                )
                .ToArray();
            var block = Block(records);
            DecodedRows fast = new(), slow = new();
            foreach (var (rows, isScalar) in new[] { (fast, false), (slow, true) })
                new CsvFormat()
                    .CreateDecoder(
                        new(fields, [0, 1, 2, 3, 4, 5], fields, [false, true, false, true, false, true], options, TimeZoneInfo.Utc),
                        isScalar
                    )
                    .Decode(block, 0, block.Count, rows);
            Assert.Equal(Shown(slow), Shown(fast));
        }

        string[] Shown(DecodedRows rows) =>
            [
                .. Enumerable
                    .Range(0, rows.Count)
                    .Select(row =>
                        $"{rows.Records?[row] ?? row}: " +
                            $"{string.Join("|", fields.Select((field, i) => Show(rows.Columns[i], row, field.Type)))}"
                    ),
                .. rows.Bad.Select(bad => bad.ToString()),
            ];
    }
}
