using System.Text;
using System.Text.RegularExpressions;

namespace Tally.Engine.Tests.Documentation;

/// <summary>Makes docs/errors.md out of the list of error codes, its comments, and the examples under scripts/errors with what they really
/// print.</summary>
static partial class ErrorsDocument
{
    const string Opening = """
        # Error messages

        Every error of SQL has a number that stays the same from version to version, a place, and where possible a hint:

        ```text
        shop.sql:3:8: TLY1102: …what was found and what was expected…
          SELECT amuont FROM orders
                 ^^^^^^
          hint: did you mean amount?
        ```

        One run reports an error of each statement of a file. The examples below are run by the tests over the table
        `orders(id INT, buyer STRING, amount DECIMAL(10, 2), ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)`.

        """;

    /// <summary>The page as it must be.</summary>
    /// <param name="run">What running an example prints.</param>
    public static string Make(string errorCodeSource, Func<string, string?> example, Func<string, string> run)
    {
        var page = new StringBuilder(Opening);
        foreach (Match match in Entry().Matches(errorCodeSource))
        {
            if (match.Groups["section"].Success) page.Append($"\n## {Sentence(match.Groups["section"].Value)}\n");
            else AppendCode(page, match, example, run);
        }
        return page.ToString();
    }

    static void AppendCode(StringBuilder page, Match match, Func<string, string?> example, Func<string, string> run)
    {
        var code = $"TLY{match.Groups["number"].Value}";
        page.Append($"\n### {code} {Words(match.Groups["name"].Value)}\n\n{match.Groups["summary"].Value}\n");
        if (example(code) is { } sql) page.Append($"\n```text\n{run(sql).TrimEnd()}\n```\n");
    }

    static string Sentence(string section) => char.ToUpperInvariant(section[0]) + section[1..].TrimEnd('.');

    /// <summary>BadLiteral becomes "bad literal".</summary>
    static string Words(string name) =>
        Capital().Replace(name, match => $"{(match.Index == 0 ? "" : " ")}{match.Value.ToLowerInvariant()}");

    [GeneratedRegex(@"// \d\dxx: (?<section>.+)|<summary>(?<summary>.+)</summary>\s+(?<name>\w+) = (?<number>\d+)")]
    private static partial Regex Entry();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();
}
