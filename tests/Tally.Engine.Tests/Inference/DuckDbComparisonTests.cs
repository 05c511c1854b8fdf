using Tally.Engine.Inference;
using Xunit;

namespace Tally.Engine.Tests.Inference;

/// <summary>Files of odd shapes: what DuckDB 1.x makes of them (npm @duckdb/node-api), and what we make of them where that is not the
/// same.</summary>
/// <remarks>
/// Ours differs where it is argued for: numbers with a fraction and long ones are DECIMAL and not DOUBLE, so sums are exact; NA in a column
/// of numbers is NULL; +2 is a number;
/// dates in other forms stay text beside a computed column, because Flink has no option for them; JSON's instants keep their zone; what has
/// no type at all is STRING.
/// </remarks>
public sealed class DuckDbComparisonTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("tally-odd-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("01.csv", "a,b\n1,2\n", "a BIGINT, b BIGINT", null)]
    [InlineData("02.csv", "a;b\n1,5;2\n3,5;4\n", "a STRING, b BIGINT", null)]
    [InlineData("03.tsv", "a\tb\n1\tx\n", "a BIGINT, b STRING", null)]
    [InlineData("04.csv", "a|b|c\n1|2|3\n", "a BIGINT, b BIGINT, c BIGINT", null)]
    [InlineData("05.csv", "1,2\n3,4\n", "column0 BIGINT, column1 BIGINT", null)]
    [InlineData("06.csv", "x,y\na,b\nc,d\n", "x STRING, y STRING", null)]
    [InlineData("07.csv", "id,zip\n1,01234\n2,99999\n", "id BIGINT, zip STRING", null)]
    [InlineData("08.csv", "t\n2026-01-01\n2026-01-02\n", "t DATE", null)]
    [InlineData("09.csv", "t,v\n2026-01-01 10:00:00,1\n", "t TIMESTAMP(3), v BIGINT", null)]
    [InlineData("10.csv", "t,v\n2026-01-01T10:00:00Z,1\n", "t TIMESTAMP_LTZ(3), v BIGINT", null)]
    [InlineData("11.csv", "t,v\n2026-01-01T10:00:00+08:00,1\n", "t TIMESTAMP_LTZ(3), v BIGINT", null)]
    [InlineData("12.csv", "v,k\n1.5,a\n2,b\n", "v DOUBLE, k STRING", "v DECIMAL(18, 1), k STRING")]
    [InlineData("13.csv", "v,k\n1e5,a\n", "v DOUBLE, k STRING", null)]
    [InlineData("14.csv", "v,k\ntrue,a\nfalse,b\n", "v BOOLEAN, k STRING", null)]
    [InlineData("15.csv", "v,k\n,a\n1,b\n", "v BIGINT, k STRING", null)]
    [InlineData("16.csv", "v,k\nNA,a\n1,b\n", "v STRING, k STRING", "v BIGINT, k STRING")]
    [InlineData("17.csv", "a,a\n1,2\n", "a BIGINT, a_1 BIGINT", null)]
    [InlineData("18.csv", "a,,c\n1,2,3\n", "a BIGINT, column1 BIGINT, c BIGINT", null)]
    [InlineData("19.csv", "\"a \"\"q\"\"\",b\n\"x,y\",2\n", "a \"q\" STRING, b BIGINT", null)]
    [InlineData("20.csv", "a,b\r\n1,2\r\n", "a BIGINT, b BIGINT", null)]
    [InlineData("21.csv", "a,b\n\"multi\nline\",2\nx,3\n", "a STRING, b BIGINT", null)]
    [InlineData("22.csv", "v,k\n99999999999999999999,a\n", "v DOUBLE, k STRING", "v DECIMAL(38, 0), k STRING")]
    [InlineData("23.csv", "v,k\n9223372036854775807,a\n", "v BIGINT, k STRING", null)]
    [InlineData("24.csv", "v,k\n-1,a\n+2,b\n", "v STRING, k STRING", "v BIGINT, k STRING")]
    [InlineData("25.csv", "d,k\n11/30/2026,a\n", "d DATE, k STRING", "d STRING, k STRING, d_date AS TO_DATE(d, 'M/d/yyyy')")]
    [InlineData("26.csv", "d,k\n30/11/2026,a\n", "d DATE, k STRING", "d STRING, k STRING, d_date AS TO_DATE(d, 'd/M/yyyy')")]
    [InlineData("27.csv", "d,k\n2026/11/30 10:00,a\n", "d TIMESTAMP(3), k STRING",
        "d STRING, k STRING, d_time AS TO_TIMESTAMP(d, 'yyyy/M/d H:mm')")]
    [InlineData("28.csv", "t,k\n10:20:30,a\n", "t TIME, k STRING", null)]
    [InlineData("29.csv", "\uFEFFa,b\n1,2\n", "a BIGINT, b BIGINT", null)]
    [InlineData("30.csv", "a,b\n1,x\n2,\n", "a BIGINT, b STRING", null)]
    [InlineData("31.json", "{\"a\":1,\"b\":\"x\"}\n", "a BIGINT, b STRING", null)]
    [InlineData("32.json", "{\"a\":1}\n{\"a\":1.5}\n", "a DOUBLE", "a DECIMAL(18, 1)")]
    [InlineData("33.json", "{\"a\":1}\n{\"a\":\"x\"}\n", "a JSON", "a STRING")]
    [InlineData("34.json", "{\"a\":{\"b\":1,\"c\":\"d\"}}\n", "a ROW<b BIGINT, c STRING>", null)]
    [InlineData("35.json", "{\"a\":[1,2]}\n", "a ARRAY<BIGINT>", null)]
    [InlineData("36.json", "{\"a\":[{\"x\":1},{\"x\":2,\"y\":\"z\"}]}\n", "a ARRAY<ROW<x BIGINT, y STRING>>", null)]
    [InlineData("37.json", "{\"a\":null}\n{\"a\":1}\n", "a BIGINT", null)]
    [InlineData("38.json", "{\"a\":null}\n", "a JSON", "a STRING")]
    [InlineData("39.json", "{\"t\":\"2026-01-01 10:00:00\"}\n", "t TIMESTAMP(3)", null)]
    [InlineData("40.json", "{\"t\":\"2026-01-01T10:00:00Z\"}\n", "t TIMESTAMP(3)", "t TIMESTAMP_LTZ(3)")]
    [InlineData("41.json", "{\"t\":\"2026-01-01T10:00:00+08:00\"}\n", "t TIMESTAMP(3)", "t TIMESTAMP_LTZ(3)")]
    [InlineData("42.json", "{\"d\":\"2026-01-01\"}\n", "d DATE", null)]
    [InlineData("43.json", "{\"a\":true}\n", "a BOOLEAN", null)]
    [InlineData("44.json", "{\"a\":1e5}\n", "a DOUBLE", null)]
    [InlineData("45.json", "{\"a\":123456789012345678901}\n", "a DOUBLE", "a DECIMAL(38, 0)")]
    [InlineData("46.json", "{\"a\":1}\n{\"b\":2}\n", "a BIGINT, b BIGINT", null)]
    [InlineData("47.json", "[{\"a\":1},{\"a\":2}]\n", "a BIGINT", null)]
    [InlineData("48.json", "{\"a\":[]}\n", "a ARRAY<JSON>", "a ARRAY<STRING>")]
    [InlineData("49.json", "{\"a\":{}}\n", "a MAP(STRING, JSON)", "a STRING")]
    [InlineData("50.json", "{\"a b\":1,\"select\":2}\n", "a b BIGINT, select BIGINT", null)]
    public void A_file_of_an_odd_shape_has_the_columns_that_DuckDB_finds_or_better_ones(string name, string content, string duck,
        string? ours)
    {
        File.WriteAllText(Path.Combine(_folder, name), content);
        var columns = TableInference.Infer(name, _folder).Columns.Select(column => $"{column.Name} {column.Definition}");
        Assert.Equal(ours ?? duck, string.Join(", ", columns));
        Assert.NotEqual(duck, ours);
    }
}
