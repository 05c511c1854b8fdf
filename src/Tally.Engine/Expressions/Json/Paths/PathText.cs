using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Tally.Engine.Expressions.Json.Paths;

/// <summary>Parts of a path's text: brackets that belong together, escapes, lists of values.</summary>
static class PathText
{
    /// <summary>Where the bracket that opens at a place is closed, quoted text and regular expressions passed over; -1 when it is
    /// not.</summary>
    public static int Closing(ReadOnlySpan<char> text, int open, char opens, char closes)
    {
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '\'' or '"' || (c == '/' && IsPattern(text[..i])))
            {
                i = Quote(text, i);
                if (i < 0) return -1;
            }
            else if (c == opens) depth++;
            else if (c == closes && --depth == 0) return i;
        }
        return -1;
    }

    static bool IsPattern(ReadOnlySpan<char> before) => before.TrimEnd(' ') is [.., '~'] or [.., '('];

    /// <summary>Where quoted text that starts at a place ends: the place of its last quote, or -1.</summary>
    public static int Quote(ReadOnlySpan<char> text, int start)
    {
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == text[start]) return i;
        }
        return -1;
    }

    /// <summary>Appends what an escape stands for; moves to its last character.</summary>
    public static void Unescape(ReadOnlySpan<char> text, ref int at, StringBuilder into)
    {
        var c = text[++at];
        if (c == 'u' && at + 4 < text.Length
            && int.TryParse(text.Slice(at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
        {
            into.Append((char)unit);
            at += 4;
            return;
        }
        into.Append(c switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'f' => '\f', 'b' => '\b', _ => c });
    }

    /// <summary>Values separated by commas, the arguments of a function.</summary>
    public static PathValue[] Values(ReadOnlySpan<char> text)
    {
        var values = new List<PathValue>();
        var (start, depth) = (0, 0);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] is '\'' or '"') i = Math.Max(i, Quote(text, i));
            else if (i < text.Length && text[i] is '(' or '[' or '{') depth++;
            else if (i < text.Length && text[i] is ')' or ']' or '}') depth--;
            else if (i == text.Length || (text[i] == ',' && depth == 0))
            {
                values.Add(PathConditionParser.Value(text[start..i].Trim().ToString()));
                start = i + 1;
            }
        }
        return [.. values];
    }

    /// <summary>The JSON that a text is, which lives as long as it is used.</summary>
    public static JsonItem Json(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return new(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            throw new FormatException($"'{text}' is no JSON");
        }
    }
}
