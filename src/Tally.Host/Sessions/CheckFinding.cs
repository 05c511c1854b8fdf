using Tally.Engine.Sql;

namespace Tally.Host.Sessions;

/// <summary>One thing that a check has found.</summary>
readonly record struct CheckFinding(bool IsError, SqlError Error)
{
    /// <summary>file:line:column: error TLY1402: message (hint)</summary>
    public override string ToString()
    {
        var place = "";
        if (Error.Span.Text is { } text)
        {
            var (line, column) = text.Locate(Error.Span.Start);
            place = $"{text.Name}:{line}:{column}: ";
        }
        return $"{place}{(IsError ? "error" : "warning")} TLY{(int)Error.Code}: {Error.Message}"
            + $"{(Error.Hint is { } hint ? $" ({hint})" : "")}".ReplaceLineEndings(" ");
    }
}
