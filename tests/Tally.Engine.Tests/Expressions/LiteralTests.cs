using Tally.Engine.Sql;
using Xunit;

namespace Tally.Engine.Tests.Expressions;

/// <summary>Literals: types, values, precision of intervals, what is refused.</summary>
public sealed class LiteralTests
{
    [Theory]
    [InlineData("12", "INT NOT NULL", "12")]
    [InlineData("00012", "INT NOT NULL", "12")]
    [InlineData("12.", "INT NOT NULL", "12")]
    [InlineData("2147483647", "INT NOT NULL", "2147483647")]
    [InlineData("2147483648", "BIGINT NOT NULL", "2147483648")]
    [InlineData("-9223372036854775808", "BIGINT NOT NULL", "-9223372036854775808")]
    [InlineData("1.10", "DECIMAL(3, 2) NOT NULL", "1.10")]
    [InlineData(".5", "DECIMAL(1, 1) NOT NULL", "0.5")]
    [InlineData("0.125", "DECIMAL(4, 3) NOT NULL", "0.125")]
    [InlineData("12345678901234567890.12345", "DECIMAL(25, 5) NOT NULL", "12345678901234567890.12345")]
    [InlineData("1E-2", "DOUBLE NOT NULL", "0.01")]
    [InlineData("15e6", "DOUBLE NOT NULL", "1.5E7")]
    [InlineData("'it''s'", "CHAR(4) NOT NULL", "it's")]
    [InlineData("''", "CHAR(0) NOT NULL", "")]
    [InlineData("'茶杯'", "CHAR(2) NOT NULL", "茶杯")]
    [InlineData(@"U&'\8336\676F x'", "CHAR(4) NOT NULL", "茶杯 x")]
    [InlineData(@"u&'a\\b''c'", "CHAR(5) NOT NULL", @"a\b'c")]
    [InlineData("U&'#8336#676f' UESCAPE '#'", "CHAR(2) NOT NULL", "茶杯")]
    [InlineData("TRUE", "BOOLEAN NOT NULL", "TRUE")]
    [InlineData("UNKNOWN", "BOOLEAN", "NULL")]
    [InlineData("DATE '2024-02-29'", "DATE NOT NULL", "2024-02-29")]
    [InlineData("TIME '10:20:30'", "TIME(0) NOT NULL", "10:20:30")]
    [InlineData("TIMESTAMP '2024-02-29 10:20:30'", "TIMESTAMP(0) NOT NULL", "2024-02-29 10:20:30")]
    [InlineData("TIMESTAMP '2024-02-29 10:20:30.120'", "TIMESTAMP(3) NOT NULL", "2024-02-29 10:20:30.120")]
    [InlineData("TIMESTAMP '2024-02-29 10:20:30.123456789'", "TIMESTAMP(9) NOT NULL", "2024-02-29 10:20:30.123456789")]
    [InlineData("INTERVAL '90' MINUTE", "INTERVAL DAY TO SECOND(3) NOT NULL", "+0 01:30:00.000")]
    [InlineData("INTERVAL '0.5' SECOND", "INTERVAL DAY TO SECOND(3) NOT NULL", "+0 00:00:00.500")]
    [InlineData("INTERVAL '1 02:03:04.5' DAY TO SECOND", "INTERVAL DAY TO SECOND(3) NOT NULL", "+1 02:03:04.500")]
    [InlineData("INTERVAL '10:20' HOUR TO MINUTE", "INTERVAL DAY TO SECOND(3) NOT NULL", "+0 10:20:00.000")]
    [InlineData("INTERVAL -'1-2' YEAR TO MONTH", "INTERVAL YEAR TO MONTH NOT NULL", "-1-02")]
    [InlineData("INTERVAL '2' WEEKS", "INTERVAL DAY TO SECOND(3) NOT NULL", "+14 00:00:00.000")]
    [InlineData("INTERVAL '120' SECOND(3)", "INTERVAL DAY TO SECOND(3) NOT NULL", "+0 00:02:00.000")]
    public void Types_and_values_are_those_of_Flink(string sql, string type, string value)
    {
        Assert.Equal(type, Eval.Empty.Type(sql));
        Assert.Equal(value, Eval.Empty.Value(sql));
    }

    [Theory]
    [InlineData("99999999999999999999")]
    [InlineData("9223372036854775808")]
    [InlineData("1.234567890123456789012345678901234567890")]
    [InlineData("1E999")]
    [InlineData(@"U&'\83G6'")]
    [InlineData(@"U&'\83'")]
    [InlineData("DATE '2024-02-30'")]
    [InlineData("DATE '2024-2'")]
    [InlineData("TIME '25:00:00'")]
    [InlineData("TIMESTAMP '2024-13-01 00:00:00'")]
    [InlineData("TIMESTAMP '2024-01-01'")]
    [InlineData("INTERVAL '120' SECOND")]
    [InlineData("INTERVAL '100' DAY")]
    [InlineData("INTERVAL 'x' DAY")]
    [InlineData("INTERVAL '1:99' HOUR TO MINUTE")]
    public void Wrong_ones_are_refused_with_place_and_reason(string sql)
    {
        var error = Eval.Empty.Refused(sql);
        Assert.Equal(ErrorCode.BadLiteral, error.Code);
        Assert.Equal(0, error.Span.Start);
        Assert.NotEmpty(error.Message);
    }
}
