using Tally.Engine.Expressions.Functions;
using Tally.Engine.Formats;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.Sql;
using Xunit;

namespace Tally.Engine.Tests.Documentation;

public class SqlDocumentTests
{
    static readonly string PagePath = Path.Combine(SeedScripts.Root, "docs/sql.md");

    /// <summary>With TALLY_UPDATE_DOCS=1 in the environment the page is written instead of compared.</summary>
    [Fact]
    public void Every_example_of_the_SQL_page_shows_its_real_result_and_the_lists_follow_the_code()
    {
        var session = new ExampleSession();
        var written = File.ReadAllText(PagePath);
        var page = MarkdownPage.WithPart(written, "settings", SqlReference.Settings());
        page = MarkdownPage.WithPart(page, "connectors", SqlReference.Connectors(ExampleSession.Connectors, FormatRegistry.Default));
        page = MarkdownPage.WithPart(
            page,
            "functions",
            SqlReference.Functions(FunctionRegistry.Default, expression => Value(session, expression))
        );
        page = MarkdownPage.WithPart(page, "flink functions", SqlReference.FlinkList());
        page = MarkdownPage.WithResults(page, sql => Shown(session, sql));
        Pages.AssertUpToDate(page, PagePath);
    }

    static string Shown(ExampleSession session, string sql)
    {
        try
        {
            return session.Run(sql);
        }
        catch (SqlException wrong)
        {
            throw new InvalidOperationException(ErrorReport.Render(wrong.Errors), wrong);
        }
    }

    static string Value(ExampleSession session, string expression)
    {
        try
        {
            return session.Value(expression);
        }
        catch (SqlException wrong)
        {
            throw new InvalidOperationException(ErrorReport.Render(wrong.Errors), wrong);
        }
    }

    [Fact]
    public void Every_function_of_Flink_is_here_or_is_missing_on_purpose()
    {
        var missing = FlinkFunctions.Names.Where(name => FlinkFunctions.Answer(name) == "no").ToArray();
        Assert.True(FlinkFunctions.Names.Count > 200);
        Assert.Equal(["CURRENT_WATERMARK", "FROM_CHANGELOG", "TO_CHANGELOG"], missing);
    }

    [Fact]
    public void Every_function_and_aggregate_is_on_the_SQL_page()
    {
        var page = File.ReadAllText(PagePath);
        Assert.All(
            FunctionRegistry.Default.All.Select(function => function.Name).Concat(AggregateRegistry.Names),
            name => Assert.Contains($"`{name}", page)
        );
    }
}
