using Tally.Engine.Sql;

namespace Tally.Engine.Tests.Sql;

/// <summary>Runs a script through everything that stands before execution; errors of the script are results, all else is a finding.</summary>
static class FrontEnd
{
    /// <summary>Parses, and renders every error.</summary>
    public static void Run(string sql)
    {
        var source = new SourceText("fuzz.sql", sql);
        var result = Parser.Parse(source);
        foreach (var error in result.Errors) Check(error, source);
        foreach (var statement in result.Statements) Spans.Check(statement, source);
    }

    static void Check(SqlError error, SourceText source)
    {
        if (error.Span.Start < 0 || error.Span.Length < 0 || error.Span.Start + error.Span.Length > source.Text.Length)
            throw new InvalidOperationException($"the place of the error lies outside the text: {error.Message}");
        if (!ErrorReport.Render(error).StartsWith(source.Name, StringComparison.Ordinal)) throw new InvalidOperationException("an error without its place");
    }
}
