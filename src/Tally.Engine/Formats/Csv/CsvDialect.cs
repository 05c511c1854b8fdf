using System.Text;
using Tally.Engine.Catalog;

namespace Tally.Engine.Formats.Csv;

/// <summary>How a table's CSV is written.</summary>
/// <param name="Quote">The quote character, or null when quotes are ordinary.</param>
/// <param name="Escape">The character that makes the next one ordinary, or null.</param>
/// <param name="NullLiteral">The text that stands for NULL, or null.</param>
/// <param name="HasHeader">Whether the first line of a file names its fields.</param>
/// <param name="IsIso">Whether timestamps are in the ISO-8601 form.</param>
/// <param name="ArrayDelimiter">What stands between the elements of an ARRAY and the fields of a ROW.</param>
sealed record CsvDialect(byte Delimiter, byte? Quote, byte? Escape, byte[]? NullLiteral, byte[] ArrayDelimiter, bool AllowsComments,
    bool IgnoresErrors, bool HasHeader, bool IsIso)
{
    /// <exception cref="OptionException">An option has a value that is not allowed.</exception>
    public static CsvDialect From(IReadOnlyDictionary<string, string> table)
    {
        var options = new FormatOptions(table, "csv");
        var disablesQuotes = options.Boolean("disable-quote-character");
        if (disablesQuotes && options.Text("quote-character") is not null)
            throw new OptionException("'csv.quote-character' and 'csv.disable-quote-character' exclude each other: leave one of them out");
        return new(options.Character("field-delimiter") ?? (byte)',',
            disablesQuotes ? null : options.Character("quote-character") ?? (byte)'"', options.Character("escape-character"),
            options.Text("null-literal") is { } literal ? Encoding.UTF8.GetBytes(literal) : null,
            Encoding.UTF8.GetBytes(options.Text("array-element-delimiter") ?? ";"),
            options.Boolean("allow-comments"), options.Boolean("ignore-parse-errors"),
            options.Boolean("header"), options.Choice("timestamp-format.standard", "SQL", "ISO-8601") == "ISO-8601");
    }
}
