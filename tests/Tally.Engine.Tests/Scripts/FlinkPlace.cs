using System.Globalization;
using System.Text.RegularExpressions;
using Tally.Engine.Sql;

namespace Tally.Engine.Tests.Scripts;

/// <summary>
/// Where Flink found an error, against where we found it. Flink counts lines from the start of a statement, so columns are compared:
/// ours must overlap its range, or stand beside it. A string that is not closed is found at the end of the text by Flink, at its start by
/// us.
/// </summary>
static partial class FlinkPlace
{
    /// <summary>What is wrong with the place, or null; nothing is said where one of the two names none.</summary>
    public static string? Compare(string words, SqlError error)
    {
        var range = Range().Match(words);
        if (!range.Success || error.Span.Text is not { } source || words.Contains("<EOF>")) return null;
        if (range.Groups["line"].Value != range.Groups["last"].Value) return null;
        var (from, to) = (Number(range.Groups["from"]), Number(range.Groups["to"]));
        var (_, column) = source.Locate(error.Span.Start);
        return column <= to + 1 && column + error.Span.Length >= from ? null : $"refused at column {column}, Flink refuses {from} to {to}";
    }

    static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"From line (?<line>\d+), column (?<from>\d+) to line (?<last>\d+), column (?<to>\d+)" +
        @"|(?<!defined )[Aa]t line (?<line>)(?<last>)\d+, column (?<from>(?<to>\d+))")]
    private static partial Regex Range();
}
