using Tally.Engine.Columns;
using Tally.Engine.Sql;
using Xunit;

namespace Tally.Engine.Tests.Expressions;

/// <summary>Arithmetic: result types, wrapping, exact DECIMALs, division by zero.</summary>
public sealed class ArithmeticTests
{
    static Eval Numbers() =>
        new Eval()
            .With("t", SqlType.TinyInt, "127", "-128", null)
            .With("s", SqlType.SmallInt, "32767", "-32768", null)
            .With("i", SqlType.Int, "2147483647", "-2147483648", null)
            .With("b", SqlType.BigInt, "9223372036854775807", "-9223372036854775808", null)
            .With("m", SqlType.Decimal(10, 2), "19.99", "-4.50", null)
            .With("w", SqlType.Decimal(38, 2), "99999999999999999999999999999999999.99", "1.25", null)
            .With("d", SqlType.Double, "0.25", "-1.5", null)
            .With("f", SqlType.Float, "0.5", "2", null);

    [Theory]
    [InlineData("t + t", "TINYINT", "-2|0|NULL")]
    [InlineData("t + s", "SMALLINT", "-32642|32640|NULL")]
    [InlineData("t * 2", "INT", "254|-256|NULL")]
    [InlineData("-t", "TINYINT", "-127|-128|NULL")]
    [InlineData("i + 1", "INT", "-2147483648|-2147483647|NULL")]
    [InlineData("-i", "INT", "-2147483647|-2147483648|NULL")]
    [InlineData("i / -1", "INT", "-2147483647|-2147483648|NULL")]
    [InlineData("i % -1", "INT", "0|0|NULL")]
    [InlineData("b / -1", "BIGINT", "-9223372036854775807|-9223372036854775808|NULL")]
    [InlineData("b % 10", "INT", "7|-8|NULL")]
    [InlineData("i % CAST(10 AS BIGINT)", "BIGINT", "7|-8|NULL")]
    [InlineData("m + 1", "DECIMAL(13, 2)", "20.99|-3.50|NULL")]
    [InlineData("m - b", "DECIMAL(22, 2)", "-9223372036854775787.01|9223372036854775803.50|NULL")]
    [InlineData("m * 0.9", "DECIMAL(13, 3)", "17.991|-4.050|NULL")]
    [InlineData("m * m", "DECIMAL(21, 4)", "399.6001|20.2500|NULL")]
    [InlineData("m / 7.00", "DECIMAL(16, 6)", "2.855714|-0.642857|NULL")]
    [InlineData("3 / m", "DECIMAL(23, 11)", "0.15007503752|-0.66666666667|NULL")]
    [InlineData("m % 0.75", "DECIMAL(3, 2)", "0.49|0.00|NULL")]
    [InlineData("w + w", "DECIMAL(38, 2)", "199999999999999999999999999999999999.98|2.50|NULL")]
    [InlineData("w * w", "DECIMAL(38, 4)", "NULL|1.5625|NULL")]
    [InlineData("w * 1000", "DECIMAL(38, 2)", "NULL|1250.00|NULL")]
    [InlineData("m + d", "DOUBLE", "20.24|-6.0|NULL")]
    [InlineData("f + i", "FLOAT", "2.1474836E9|-2.1474836E9|NULL")]
    [InlineData("f * m", "DOUBLE", "9.995|-9.0|NULL")]
    [InlineData("d / 0", "DOUBLE", "Infinity|-Infinity|NULL")]
    [InlineData("d * NULL", "DOUBLE", "NULL|NULL|NULL")]
    [InlineData("- -m", "DECIMAL(10, 2)", "19.99|-4.50|NULL")]
    [InlineData("2 + i * 0 + 1", "INT", "3|3|NULL")]
    public void Results_are_those_of_Flink(string sql, string type, string values)
    {
        Assert.Equal(type, Numbers().Type(sql));
        Assert.Equal(values, string.Join('|', Numbers().Values(sql)));
    }

    [Theory]
    [InlineData("1 / 0")]
    [InlineData("1 % 0")]
    [InlineData("1.5 / 0")]
    [InlineData("1.5 % 0.0")]
    [InlineData("CAST(5 AS BIGINT) / CAST(0 AS BIGINT)")]
    public void Division_by_zero_fails_when_it_runs(string sql) => Assert.Contains("division by zero", Eval.Empty.Fails(sql).Message);

    [Fact]
    public void A_failure_names_row_and_place()
    {
        var failure = new Eval().With("i", SqlType.Int, "2", "1", "0").Fails("10 / i + 1");
        Assert.Equal(2, failure.Row);
        Assert.Equal((0, 6), (failure.Span.Start, failure.Span.Length));
    }

    [Theory]
    [InlineData("1 + 'x'")]
    [InlineData("'a' + 'b'")]
    [InlineData("TRUE * 2")]
    [InlineData("1E0 % 2")]
    [InlineData("DATE '2024-01-01' + 1")]
    [InlineData("DATE '2024-01-01' * INTERVAL '1' DAY")]
    public void What_does_not_go_together_is_refused(string sql) => Assert.Equal(ErrorCode.BadArgument, Eval.Empty.Refused(sql).Code);
}
