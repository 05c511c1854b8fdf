using Tally.Engine.Sql;
using Tally.Engine.Tests.Scripts;
using Xunit;

namespace Tally.Engine.Tests.Sql;

public class ConformanceParseTests
{
    [Fact]
    public void Every_script_that_runs_parses_and_every_syntax_error_is_found()
    {
        var wrong = new List<string>();
        foreach (var (path, sql, error) in ScriptSet.Conformance.Texts())
        {
            var errors = Parser.Parse(new SourceText(path, sql)).Errors;
            var isSyntaxError = error is not null && (error.Contains("SQL parse failed") || error.Contains("SqlParser"));
            if (isSyntaxError && errors.IsEmpty) wrong.Add($"{path} is not refused: {error}");
            if (!isSyntaxError && !errors.IsEmpty) wrong.Add(ErrorReport.Render(errors[0]));
        }
        Assert.Empty(wrong);
    }
}
