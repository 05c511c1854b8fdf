using Tally.Engine.Sql;
using Xunit;

namespace Tally.Engine.Tests.Sql;

public class SyntaxErrorTests
{
    static string[] Render(string sql) => ErrorReport.Render(Parser.Parse(new SourceText("t.sql", sql)).Errors).Split('\n');

    [Theory]
    [InlineData("SELCT id FROM orders", 1, "found SELCT, expected a statement", "did you mean SELECT?")]
    [InlineData("SELECT id FORM orders", 16, "found orders, expected ; or more of the statement", "did you mean FROM instead of FORM?")]
    [InlineData("SELECT a != 1", 10, "!= is not an operator of this dialect", "write <> instead of !=")]
    [InlineData("SELECT a == 1", 10, "== is not an operator of this dialect", "write = instead of ==")]
    [InlineData("SELECT \"id\"", 8, "double quotes quote nothing in this dialect", "a name is written `id`, a text 'id'")]
    [InlineData(
        "SELECT a AS value",
        13,
        "found value, expected a column name",
        "value is a reserved word: a name like this is written `value`"
    )]
    [InlineData(
        "CREATE TABLE t (a INT, order STRING)",
        24,
        "found order, expected a column name",
        "order is a reserved word: a name like this is written `order`"
    )]
    [InlineData("SELECT a, FROM t", 11, "found FROM, expected an expression", "remove the comma before FROM")]
    [InlineData("SELECT a + 1) FROM t", 13, "found ), expected ; or more of the statement", "there is one ) too many")]
    [InlineData(
        "SELECT INTERVAL 1 DAY",
        17,
        "found the number 1, expected a string",
        "the amount of an interval stands in quotes: INTERVAL '1'"
    )]
    [InlineData("SELECT 'abc", 8, "the string that begins here is not closed", "close it with '")]
    [InlineData("SELECT a，b", 9, "the character ， has no meaning in SQL", "write ,")]
    [InlineData(
        "CREATE TABLE t (a INT) WITH (format = 'x')",
        30,
        "found format, expected an option in quotes, such as 'connector'",
        "write 'format'"
    )]
    public void An_error_says_where_what_and_what_to_do(string sql, int column, string message, string hint)
    {
        var lines = Render(sql);
        Assert.Matches($"^t\\.sql:1:{column}: TLY10\\d\\d: ", lines[0]);
        Assert.EndsWith(message, lines[0]);
        Assert.Equal($"  hint: {hint}", lines[^1]);
    }

    [Fact]
    public void Each_wrong_statement_is_reported_once()
    {
        var errors = Parser.Parse(new SourceText("t.sql", "SELECT FROM a;\nSELECT 1;\nSELECT (1;\nSELECT a != 1, \"b\" FROM;\nSET")).Errors;
        Assert.Equal([(1, 8), (3, 10), (4, 10), (4, 16)], errors.Select(error => error.Span.Text.Locate(error.Span.Start)));
    }

    [Fact]
    public void A_wrong_member_of_a_statement_set_does_not_hide_the_others()
    {
        var result = Parser.Parse(
            new SourceText("t.sql", "EXECUTE STATEMENT SET BEGIN SELECT 1; INSERT INTO a SELECT FROM; INSERT INTO b SELECT 2 END; SELECT 3")
        );
        Assert.Equal(3, result.Errors.Length);
        Assert.Equal(2, result.Statements.Length);
    }

    [Theory]
    [InlineData("ALTER TABLE t ADD x INT")]
    [InlineData("CREATE OR REPLACE VIEW v AS SELECT 1")]
    [InlineData("CREATE FUNCTION f AS 'x'")]
    [InlineData("SELECT a FROM t TABLESAMPLE BERNOULLI (10)")]
    [InlineData("WITH RECURSIVE r AS (SELECT 1) SELECT * FROM r")]
    [InlineData("SELECT CAST(a AS TIMESTAMP WITH TIME ZONE)")]
    [InlineData("SELECT * FROM t MATCH_RECOGNIZE (ORDER BY ts PATTERN (A | B) DEFINE A AS TRUE)")]
    public void What_Flink_knows_and_Tally_does_not_is_named(string sql) =>
        Assert.Equal(ErrorCode.Unsupported, Assert.Single(Parser.Parse(new SourceText("t.sql", sql)).Errors).Code);
}
