using System.Text;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;
using Xunit;

namespace Tally.Engine.Tests.Sql;

public class ParserSizeTests
{
    static ParseResult Parse(string sql) => Parser.Parse(new SourceText("large.sql", sql));

    static string Repeat(string text, int count) => new StringBuilder().Insert(0, text, count).ToString();

    [Theory]
    [InlineData("(", "1", ")")]
    [InlineData("- ", "1", "")]
    [InlineData("NOT ", "TRUE", "")]
    [InlineData("f(", "1", ")")]
    [InlineData("CASE WHEN ", "1", "")]
    [InlineData("a[", "1", "]")]
    [InlineData("(SELECT ", "1", ")")]
    [InlineData("ARRAY[", "1", "]")]
    [InlineData("EXISTS (SELECT ", "1", ")")]
    [InlineData("COUNT(*) FILTER (WHERE ", "1", ")")]
    [InlineData("SUM(a) OVER (ORDER BY ", "1", ")")]
    [InlineData("JSON_ARRAY(", "1", ")")]
    [InlineData("TRIM(", "1", ")")]
    public void Deep_nesting_is_an_error(string open, string middle, string close)
    {
        var sql = $"SELECT {Repeat(open, 100_000)}{middle}{Repeat(close, 100_000)}";
        Assert.Equal(ErrorCode.TooDeep, Parse(sql).Errors[0].Code);
    }

    [Theory]
    [InlineData("SELECT * FROM ", "(", "t", ")")]
    [InlineData("", "(", "SELECT 1", ")")]
    [InlineData("CREATE TABLE t (a ", "ARRAY<", "INT", ">)")]
    public void Deep_nesting_of_tables_and_types_is_an_error(string before, string open, string middle, string close) =>
        Assert.Equal(ErrorCode.TooDeep, Parse($"{before}{Repeat(open, 100_000)}{middle}{Repeat(close, 100_000)}").Errors[0].Code);

    [Theory]
    [InlineData("a + ")]
    [InlineData("a || ")]
    [InlineData("a = ")]
    [InlineData("a * b - ")]
    public void A_long_chain_of_operators_that_group_to_the_left_is_an_error_and_a_short_one_is_not(string link)
    {
        Assert.Equal(ErrorCode.TooDeep, Parse($"SELECT {Repeat(link, 100_000)}a FROM t").Errors[0].Code);
        Assert.Empty(Parse($"SELECT {Repeat(link, 400)}a FROM t").Errors);
    }

    [Theory]
    [InlineData("AND")]
    [InlineData("OR")]
    public void A_long_chain_of_and_or_or_is_a_flat_tree(string link)
    {
        var result = Parse($"SELECT 1 FROM t WHERE {Repeat($"a = 1 {link} ", 100_000)}TRUE");
        var where = Assert.IsType<SelectBody>(Assert.IsType<SelectStatement>(Assert.Single(result.Statements)).Query.Body).Where!;
        Assert.True(Height(where) < 30);
    }

    static int Height(SqlNode node) => 1 + Spans.Children(node).Select(Height).DefaultIfEmpty(0).Max();

    [Theory]
    [InlineData(" UNION ALL SELECT 1")]
    [InlineData(" UNION SELECT 1 INTERSECT SELECT 2")]
    public void A_long_chain_of_unions_is_an_error_and_a_short_one_is_not(string link)
    {
        Assert.Equal(ErrorCode.TooDeep, Parse("SELECT 0" + Repeat(link, 50_000)).Errors[0].Code);
        Assert.Empty(Parse("SELECT 0" + Repeat(link, 400)).Errors);
    }

    [Fact]
    public void Many_columns_statements_and_list_items_are_fine()
    {
        Assert.Empty(Parse($"SELECT {Repeat("a, ", 100_000)}a FROM t WHERE b IN ({Repeat("1, ", 100_000)}1)").Errors);
        Assert.Equal(50_000, Parse(Repeat("SELECT 1;\n", 50_000)).Statements.Length);
        Assert.Equal(MaxErrors, Parse(Repeat("SELEC 1;\n", 50_000)).Errors.Length);
    }

    const int MaxErrors = 100;

    [Theory]
    [InlineData("SELECT a, b FROM t WHERE c = 'x' AND d > 1.5; -- comment\n")]
    [InlineData("'")]
    [InlineData("/*")]
    [InlineData("((")]
    [InlineData("-- comment\n")]
    [InlineData("\"x")]
    [InlineData("a.b")]
    [InlineData("， ")]
    [InlineData("\t\n ")]
    public void Ten_megabytes_are_read_in_linear_time(string text) => Parse(Repeat(text, 10_000_000 / text.Length));
}
