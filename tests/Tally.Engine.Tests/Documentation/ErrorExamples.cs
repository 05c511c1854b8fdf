using Tally.Engine.Sql;

namespace Tally.Engine.Tests.Documentation;

/// <summary>Runs an example of docs/errors.md.</summary>
static class ErrorExamples
{
    /// <summary>What the errors of a script look like.</summary>
    public static string Run(string sql) => ErrorReport.Render(Parser.Parse(new SourceText("example.sql", sql)).Errors);
}
