using Tally.Engine.Columns;
using Tally.Engine.Sql;
using Xunit;

namespace Tally.Engine.Tests.Expressions;

/// <summary>CAST and TRY_CAST with Flink's outcomes.</summary>
public sealed class CastTests
{
    [Theory]
    [InlineData("CAST(300 AS TINYINT)", "44")]
    [InlineData("CAST(5000000000 AS INT)", "705032704")]
    [InlineData("CAST(1E300 AS INT)", "2147483647")]
    [InlineData("CAST(-1E300 AS BIGINT)", "-9223372036854775808")]
    [InlineData("CAST(-3.99 AS INT)", "-3")]
    [InlineData("CAST(2.5 AS DECIMAL(3, 0))", "3")]
    [InlineData("CAST(-0.45 AS DECIMAL(3, 1))", "-0.5")]
    [InlineData("CAST(999.99 AS DECIMAL(3, 0))", "NULL")]
    [InlineData("CAST(123456789.125E0 AS DECIMAL(14, 2))", "123456789.13")]
    [InlineData("CAST(0.1E0 AS DECIMAL(38, 20))", "0.10000000000000000000")]
    [InlineData("CAST(12345678901234567.5 AS DOUBLE)", "1.2345678901234568E16")]
    [InlineData("CAST(TRUE AS DECIMAL(3, 1))", "1.0")]
    [InlineData("CAST(0.5 AS BOOLEAN)", "TRUE")]
    [InlineData("CAST(1E7 AS STRING)", "1.0E7")]
    [InlineData("CAST(9999999E0 AS STRING)", "9999999.0")]
    [InlineData("CAST(0.001E0 AS STRING)", "0.001")]
    [InlineData("CAST(0.0009E0 AS STRING)", "9.0E-4")]
    [InlineData("CAST(CAST(16777216 AS FLOAT) AS STRING)", "1.6777216E7")]
    [InlineData("CAST(4.9E-324 AS STRING)", "4.9E-324")]
    [InlineData("CAST(2E-323 AS STRING)", "2.0E-323")]
    [InlineData("CAST(FALSE AS STRING)", "FALSE")]
    [InlineData("CAST('  42 ' AS INT)", "42")]
    [InlineData("CAST('.5' AS INT)", "0")]
    [InlineData("CAST('-3.9' AS BIGINT)", "-3")]
    [InlineData("CAST('1e3' AS DECIMAL(10, 2))", "1000.00")]
    [InlineData("CAST('1e400' AS DOUBLE)", "Infinity")]
    [InlineData("CAST('YES' AS BOOLEAN)", "TRUE")]
    [InlineData("CAST('apple' AS CHAR(3))", "app")]
    [InlineData("CAST('中' AS CHAR(3))", "中  ")]
    [InlineData("CAST('中文茶' AS VARCHAR(2))", "中文")]
    [InlineData("CAST('2024-2-9 1:2:3' AS TIMESTAMP(3))", "2024-02-09 01:02:03.000")]
    [InlineData("CAST('2024-02-29 10:20:30.123456' AS TIMESTAMP(6))", "2024-02-29 10:20:30.123456")]
    [InlineData("CAST('2024-02-29 10:20:30Z' AS DATE)", "2024-02-29")]
    [InlineData("CAST(TIMESTAMP '1969-12-31 23:59:59.999' AS TIMESTAMP(0))", "1969-12-31 23:59:59")]
    [InlineData("CAST(TIMESTAMP '1969-12-31 23:59:59.999' AS DATE)", "1969-12-31")]
    [InlineData("CAST(TIMESTAMP '2024-02-29 10:20:30.5' AS TIME)", "10:20:30")]
    [InlineData("CAST(DATE '2024-02-29' AS TIMESTAMP(3))", "2024-02-29 00:00:00.000")]
    [InlineData("CAST(CAST(ARRAY[1, 2] AS ARRAY<STRING>) AS STRING)", "[1, 2]")]
    [InlineData("CAST(ROW(1, 'x') AS ROW<a BIGINT, b STRING>)", "(1, x)")]
    [InlineData("CAST(MAP['a', 1] AS STRING)", "{a=1}")]
    [InlineData("CAST(CAST('茶' AS BYTES) AS STRING)", "茶")]
    [InlineData("TRY_CAST('x' AS INT)", "NULL")]
    [InlineData("TRY_CAST('2024-02-30 00:00:00' AS TIMESTAMP(3))", "NULL")]
    [InlineData("TRY_CAST('2147483648' AS DECIMAL(10, 2))", "NULL")]
    [InlineData("TRY_CAST('maybe' AS BOOLEAN)", "NULL")]
    [InlineData("TRY_CAST('0x10' AS DOUBLE)", "NULL")]
    public void Values_are_those_of_Flink(string sql, string value) => Assert.Equal(value, Eval.Empty.Value(sql));

    [Theory]
    [InlineData("CAST('ann' AS INT)")]
    [InlineData("CAST('' AS BIGINT)")]
    [InlineData("CAST('1e3' AS INT)")]
    [InlineData("CAST('128' AS TINYINT)")]
    [InlineData("CAST('ann' AS DECIMAL(5, 2))")]
    [InlineData("CAST('ann' AS BOOLEAN)")]
    [InlineData("CAST('2024-02-29T10:20:30' AS TIMESTAMP(3))")]
    [InlineData("CAST('yesterday' AS DATE)")]
    public void Text_that_is_no_value_fails(string sql) => Assert.Contains("TRY_CAST", Eval.Empty.Fails(sql).Message);

    [Theory]
    [InlineData("CAST(TRUE AS TIMESTAMP(3))")]
    [InlineData("CAST(1 AS DATE)")]
    [InlineData("CAST(1 AS TIMESTAMP(3))")]
    [InlineData("CAST(DATE '2024-01-01' AS INT)")]
    [InlineData("CAST(ARRAY[1] AS INT)")]
    [InlineData("CAST(ROW(1) AS ROW<a INT, b INT>)")]
    public void What_has_no_cast_is_refused(string sql)
    {
        var error = Eval.Empty.Refused(sql);
        Assert.Equal(ErrorCode.BadCast, error.Code);
        Assert.Equal((0, sql.Length), (error.Span.Start, error.Span.Length));
    }

    [Fact]
    public void Nulls_and_nullability_are_kept()
    {
        var rows = new Eval().With("s", SqlType.String, "1", null).With("n", SqlType.Int.WithNullable(false), "1", "2");
        Assert.Equal(["1", "NULL"], rows.Values("CAST(s AS DECIMAL(20, 0))"));
        Assert.Equal("BIGINT NOT NULL", rows.Type("CAST(n AS BIGINT)"));
        Assert.Equal("STRING", rows.Type("TRY_CAST(n AS STRING)"));
    }

    [Fact]
    public void Instants_meet_the_wall_clock_of_the_session()
    {
        var rows = Eval.Zone("America/New_York")
            .With("t", SqlType.Timestamp(3), "2024-03-10 02:30:00", "2024-11-03 01:30:00", "2024-07-01 12:00:00", "1890-01-01 00:00:00")
            .With("lz", SqlType.TimestampLtz(3), "2024-03-10 03:00:00", "2024-11-03 01:30:00", "2024-07-01 12:00:00", null);
        Assert.Equal(["2024-03-10 03:30:00.000", "2024-11-03 01:30:00.000", "2024-07-01 12:00:00.000", "1890-01-01 00:00:00.000"],
            rows.Values("CAST(t AS TIMESTAMP_LTZ(3))"));
        Assert.Equal(["2024-03-10", "2024-11-03", "2024-07-01", "NULL"], rows.Values("CAST(lz AS DATE)"));
        Assert.Equal(["2024-03-10 03:00:00.000000", "2024-11-03 01:30:00.000000", "2024-07-01 12:00:00.000000", "NULL"],
            rows.Values("CAST(CAST(lz AS TIMESTAMP_LTZ(6)) AS TIMESTAMP(6))"));
        Assert.Equal(["FALSE", "TRUE", "TRUE", "NULL"], rows.Values("lz = t"));
    }
}
