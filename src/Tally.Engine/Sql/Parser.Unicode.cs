using System.Globalization;
using System.Text;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Sql;

/// <summary>U&amp;'…' [UESCAPE 'c']: four hexadecimal digits behind the escape character stand for a UTF-16 unit, the character twice for
/// itself.</summary>
public sealed partial class Parser
{
    StringLiteral Unicode()
    {
        var start = _at;
        var text = Unquote(TextOf(Current)[2..]);
        _at++;
        var escape = Take("UESCAPE") ? EscapeCharacter() : '\\';
        return new StringLiteral(SpanFrom(start), Unescape(text, escape, SpanFrom(start)));
    }

    char EscapeCharacter()
    {
        var span = SpanOf(Current);
        var value = StringValue("the escape character in quotes").Value;
        if (value.Length != 1 || char.IsAsciiHexDigit(value[0]) || value[0] is '+' or '"' || char.IsWhiteSpace(value[0]))
            throw new SqlException(ErrorCode.BadLiteral, span, $"'{value}' cannot be an escape character",
                "write one character that is neither a hexadecimal digit, a blank, + nor \"");
        return value[0];
    }

    static string Unescape(string text, char escape, TextSpan span)
    {
        var plain = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != escape) plain.Append(text[at]);
            else if (at + 1 < text.Length && text[at + 1] == escape) plain.Append(text[++at]);
            else
            {
                if (at + 5 > text.Length
                    || !ushort.TryParse(text.AsSpan(at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
                    throw new SqlException(ErrorCode.BadLiteral, span,
                        $"the {escape} at character {at + 1} of the string is not followed by four hexadecimal digits",
                        $"write {escape}{escape} for the character itself");
                plain.Append((char)unit);
                at += 4;
            }
        }
        return plain.ToString();
    }
}
