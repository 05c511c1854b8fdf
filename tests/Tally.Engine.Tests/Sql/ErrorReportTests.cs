using Tally.Engine.Sql;
using Xunit;

namespace Tally.Engine.Tests.Sql;

public class ErrorReportTests
{
    static string Render(string sql, string marked, string? hint = null)
    {
        var source = new SourceText("shop.sql", sql);
        var start = sql.IndexOf(marked, StringComparison.Ordinal);
        return ErrorReport.Render(
            new SqlError(ErrorCode.UnknownColumn, new TextSpan(source, start, marked.Length), "no column is named so", hint)
        );
    }

    [Fact]
    public void The_caret_stands_under_the_error() =>
        Assert.Equal(
            "shop.sql:2:8: TLY1102: no column is named so\n  SELECT amuont\n         ^^^^^^\n  hint: did you mean amount?",
            Render("--\nSELECT amuont\n--", "amuont", "did you mean amount?")
        );

    [Theory]
    [InlineData("\tx", "x", 6)]
    [InlineData("'茶杯' x", "x", 9)]
    [InlineData("e\u0301 x", "x", 4)]
    [InlineData("'\U0001F375' x", "x", 7)]
    [InlineData("'\U00020000' x", "x", 7)]
    public void The_caret_counts_cells_of_the_terminal(string sql, string marked, int cells)
    {
        var lines = Render(sql, marked).Split('\n');
        Assert.Equal(cells, lines[2].Length - 1);
        Assert.EndsWith("^", lines[2]);
    }

    [Fact]
    public void A_long_line_is_cut_around_the_error()
    {
        var lines = Render(new string('a', 5000) + " wrong " + new string('b', 5000), "wrong").Split('\n');
        Assert.True(lines[1].Length < 130);
        Assert.Equal(lines[1].IndexOf("wrong", StringComparison.Ordinal), lines[2].IndexOf('^'));
        Assert.Equal("^^^^^", lines[2].Trim());
        Assert.StartsWith("shop.sql:1:5002:", lines[0]);
    }

    [Fact]
    public void An_error_over_several_lines_marks_the_first() =>
        Assert.EndsWith("\n  SELECT a\n         ^", Render("SELECT a\n+ b", "a\n+ b"));

    [Theory]
    [InlineData("amuont", "amount")]
    [InlineData("AMOUNT", "amount")]
    [InlineData("ammount", "amount")]
    [InlineData("buyerr", "buyer")]
    [InlineData("xyz", null)]
    public void The_nearest_name_is_found(string written, string? meant) =>
        Assert.Equal(meant, NearNames.Nearest(written, ["id", "buyer", "amount", "status"]));

    [Fact]
    public void Exchanged_neighbours_count_as_one_edit() => Assert.Equal(1, NearNames.Distance("form", "from"));

    [Fact]
    public void A_name_that_needs_quotes_gets_them() => Assert.Equal("did you mean `value`?", NearNames.Hint("valeu", ["value"]));
}
