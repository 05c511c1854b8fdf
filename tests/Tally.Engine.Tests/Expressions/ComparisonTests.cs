using Tally.Engine.Columns;
using Tally.Engine.Sql;
using Xunit;

namespace Tally.Engine.Tests.Expressions;

/// <summary>Comparison, IN, BETWEEN, IS …, three-valued logic, branches.</summary>
public sealed class ComparisonTests
{
    static Eval Rows() =>
        new Eval()
            .With("i", SqlType.Int, "3", "-7", "0", null)
            .With("b", SqlType.BigInt, "5000000000", "-7", null, "0")
            .With("m", SqlType.Decimal(10, 2), "19.99", "-7.00", "0.00", null)
            .With("h", SqlType.Decimal(38, 10), "19.99", "-7", "0.0000000001", null)
            .With("d", SqlType.Double, "0.1", "-7", "NaN", null)
            .With("s", SqlType.String, "tea", "Tea", "", null)
            .With("p", SqlType.Boolean, "true", "false", null, null)
            .With("q", SqlType.Boolean, "false", null, "true", null)
            .With("ts", SqlType.Timestamp(3), "2024-02-29 10:20:30.5", "1969-12-31 23:59:59.999", "2024-01-01 00:00:00", null);

    [Theory]
    [InlineData("i = b", "FALSE|TRUE|NULL|NULL")]
    [InlineData("i < m", "TRUE|FALSE|FALSE|NULL")]
    [InlineData("m = h", "TRUE|TRUE|FALSE|NULL")]
    [InlineData("m < h", "FALSE|FALSE|TRUE|NULL")]
    [InlineData("h <= 19.99", "TRUE|TRUE|TRUE|NULL")]
    [InlineData("m = 19.99", "TRUE|FALSE|FALSE|NULL")]
    [InlineData("0 < m", "TRUE|FALSE|FALSE|NULL")]
    [InlineData("d = d", "TRUE|TRUE|FALSE|NULL")]
    [InlineData("d <> 1", "TRUE|TRUE|TRUE|NULL")]
    [InlineData("s = 'tea'", "TRUE|FALSE|FALSE|NULL")]
    [InlineData("s < 'a'", "FALSE|TRUE|TRUE|NULL")]
    [InlineData("'tea' >= s", "TRUE|TRUE|TRUE|NULL")]
    [InlineData("ts > '2024-01-01'", "TRUE|FALSE|FALSE|NULL")]
    [InlineData("ts = TIMESTAMP '2024-02-29 10:20:30.500000'", "TRUE|FALSE|FALSE|NULL")]
    [InlineData("p > q", "TRUE|NULL|NULL|NULL")]
    [InlineData("p AND q", "FALSE|FALSE|NULL|NULL")]
    [InlineData("p OR q", "TRUE|NULL|TRUE|NULL")]
    [InlineData("NOT p", "FALSE|TRUE|NULL|NULL")]
    [InlineData("p IS TRUE OR q IS NOT FALSE", "TRUE|TRUE|TRUE|TRUE")]
    [InlineData("i IS DISTINCT FROM b", "TRUE|FALSE|TRUE|TRUE")]
    [InlineData("m IS NOT DISTINCT FROM h", "TRUE|TRUE|FALSE|TRUE")]
    [InlineData("i IN (3, 0)", "TRUE|FALSE|TRUE|NULL")]
    [InlineData("i NOT IN (3, NULL)", "FALSE|NULL|NULL|NULL")]
    [InlineData("i IN (b, 3)", "TRUE|TRUE|NULL|NULL")]
    [InlineData("m IN (7, 19.99, -7)", "TRUE|TRUE|FALSE|NULL")]
    [InlineData("s IN ('tea', '')", "TRUE|FALSE|TRUE|NULL")]
    [InlineData("i BETWEEN 0 AND 3", "TRUE|FALSE|TRUE|NULL")]
    [InlineData("i BETWEEN SYMMETRIC 3 AND 0", "TRUE|FALSE|TRUE|NULL")]
    [InlineData("i NOT BETWEEN -10 AND -1", "TRUE|FALSE|TRUE|NULL")]
    [InlineData("5 BETWEEN i AND 3", "FALSE|FALSE|FALSE|FALSE")]
    public void Results_are_those_of_Flink(string sql, string values) => Assert.Equal(values, string.Join('|', Rows().Values(sql)));

    [Theory]
    [InlineData("CASE WHEN i > 0 THEN 10 / i ELSE -1 END", "INT", "3|-1|-1|-1")]
    [InlineData("CASE i WHEN 3 THEN 'three' WHEN 0 THEN 'zero' END", "VARCHAR(5)", "three|NULL|zero|NULL")]
    [InlineData("CASE WHEN i > 0 THEN m ELSE b END", "DECIMAL(21, 2)", "19.99|-7.00|NULL|0.00")]
    [InlineData("IF(i <> 0, 100 / i, 0)", "INT", "33|-14|0|0")]
    [InlineData("COALESCE(i, 10 / (i + 1))", "INT", "3|-7|0|NULL")]
    [InlineData("COALESCE(m, 0)", "DECIMAL(12, 2) NOT NULL", "19.99|-7.00|0.00|0.00")]
    [InlineData("NULLIF(i, 3)", "INT", "NULL|-7|0|NULL")]
    [InlineData("IFNULL(s, 'none')", "STRING NOT NULL", "tea|Tea||none")]
    [InlineData("GREATEST(i, b, 1)", "BIGINT", "5000000000|1|NULL|NULL")]
    [InlineData("LEAST('b', 'B')", "CHAR(1) NOT NULL", "B|B|B|B")]
    [InlineData("i <> 0 AND 10 / i > 1", "BOOLEAN", "TRUE|FALSE|FALSE|NULL")]
    [InlineData("i = 0 OR 10 / i < 4", "BOOLEAN", "TRUE|TRUE|TRUE|NULL")]
    [InlineData("CASE WHEN i = 3 THEN ARRAY[1, i] WHEN i = 0 THEN ARRAY[i, i / 1] END", "ARRAY<INT>", "[1, 3]|NULL|[0, 0]|NULL")]
    public void Branches_see_only_their_rows(string sql, string type, string values)
    {
        Assert.Equal(type, Rows().Type(sql));
        Assert.Equal(values, string.Join('|', Rows().Values(sql)));
    }

    [Fact]
    public void A_failure_in_a_branch_names_the_row_of_the_batch() =>
        Assert.Equal(2, Rows().Fails("CASE WHEN i < 3 THEN 10 / i END").Row);

    [Theory]
    [InlineData("i = '5'", ErrorCode.BadArgument)]
    [InlineData("i = TRUE", ErrorCode.BadArgument)]
    [InlineData("ts > DATE '2024-01-01'", ErrorCode.BadArgument)]
    [InlineData("i AND p", ErrorCode.BadArgument)]
    [InlineData("NOT i", ErrorCode.BadArgument)]
    [InlineData("m LIKE '1%'", ErrorCode.BadArgument)]
    [InlineData("CASE WHEN p THEN 1 ELSE 'x' END", ErrorCode.TypeMismatch)]
    [InlineData("CASE WHEN p THEN NULL END", ErrorCode.TypeMismatch)]
    [InlineData("COALESCE(i, 'none')", ErrorCode.TypeMismatch)]
    public void What_does_not_compare_is_refused(string sql, ErrorCode code) => Assert.Equal(code, Rows().Refused(sql).Code);
}
