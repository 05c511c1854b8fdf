using System.Text;
using System.Text.RegularExpressions;
using Tally.Engine.Columns;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Text;

/// <summary>PARSE_URL, URL_ENCODE, URL_DECODE.</summary>
static partial class UrlFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        new("PARSE_URL", 2, 3, "PARSE_URL(url, part [, key])",
            "A part of an address: PROTOCOL, HOST, PATH, QUERY (or one value of it), REF, FILE, AUTHORITY, USERINFO.",
            "PARSE_URL('http://shop.example/p?id=7', 'QUERY', 'id')",
            call => call.TextResult(SqlType.String, call.Texts(), Parse)),
        new("URL_ENCODE", 1, 1, "URL_ENCODE(text)", "The text as a part of an address: all but letters, digits and . - * _ escaped.",
            "URL_ENCODE('a b')",
            call => call.TextResult(SqlType.String, [call.Text(0)], Encode)),
        new("URL_DECODE", 1, 1, "URL_DECODE(text)", "The text of a part of an address; NULL when it is not encoded well.",
            "URL_DECODE('a+b%21')",
            call => call.TextResult(SqlType.String, [call.Text(0)], Decode)),
    ];

    /// <summary>scheme:[//authority][path][?query][#fragment].</summary>
    [GeneratedRegex(@"\A([A-Za-z][A-Za-z0-9+.\-]*):(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?\z",
        RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    static bool Parse(Column[] columns, int row, TextOutput output)
    {
        var match = Address().Match(Utf8.ToString(columns[0].Text(row)));
        if (!match.Success || !IsKnown(match.Groups[1].Value)) return false;
        var part = Part(match, Utf8.ToString(columns[1].Text(row)));
        if (columns.Length == 3 && part is not null) part = Utf8.ToString(columns[1].Text(row)) == "QUERY"
            ? Value(part, Utf8.ToString(columns[2].Text(row))) : null;
        if (part is null) return false;
        output.Write(part);
        return true;
    }

    /// <summary>The schemes that Java's URL has a handler for.</summary>
    static bool IsKnown(string scheme) => scheme.ToLowerInvariant() is "http" or "https" or "ftp" or "file" or "jar" or "mailto";

    static string? Part(Match match, string part)
    {
        var authority = match.Groups[2];
        return part switch
        {
            "PROTOCOL" => match.Groups[1].Value.ToLowerInvariant(),
            "HOST" => authority.Success ? Host(authority.Value) : "",
            "PATH" => match.Groups[3].Value,
            "QUERY" => Found(match.Groups[4]),
            "REF" => Found(match.Groups[5]),
            "FILE" => match.Groups[3].Value + (match.Groups[4].Success ? "?" + match.Groups[4].Value : ""),
            "AUTHORITY" => Found(authority),
            "USERINFO" => authority.Success && authority.Value.LastIndexOf('@') is var at and >= 0 ? authority.Value[..at] : null,
            _ => null,
        };
    }

    static string? Found(Group group) => group.Success ? group.Value : null;

    static string Host(string authority)
    {
        var host = authority[(authority.LastIndexOf('@') + 1)..];
        if (host.StartsWith('[')) return host[..(host.IndexOf(']') + 1)];
        return host.IndexOf(':') is var port and >= 0 ? host[..port] : host;
    }

    static string? Value(string query, string key)
    {
        foreach (var pair in query.Split('&'))
            if (pair.StartsWith(key + "=", StringComparison.Ordinal)) return pair[(key.Length + 1)..];
        return null;
    }

    static bool Encode(Column[] columns, int row, TextOutput output)
    {
        foreach (var c in columns[0].Text(row))
        {
            if (c == ' ') output.Write((byte)'+');
            else if (char.IsAsciiLetterOrDigit((char)c) || c is (byte)'.' or (byte)'-' or (byte)'*' or (byte)'_') output.Write(c);
            else
            {
                output.Write((byte)'%');
                output.Write((byte)"0123456789ABCDEF"[c >> 4]);
                output.Write((byte)"0123456789ABCDEF"[c & 15]);
            }
        }
        return true;
    }

    static bool Decode(Column[] columns, int row, TextOutput output)
    {
        var text = columns[0].Text(row);
        var hasEscapes = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '+') output.Write((byte)' ');
            else if (text[i] != '%') output.Write(text[i]);
            else
            {
                if (i + 2 >= text.Length || Digit(text[i + 1]) is var high && high < 0 || Digit(text[i + 2]) is var low && low < 0)
                    return false;
                output.Write((byte)(Digit(text[i + 1]) << 4 | Digit(text[i + 2])));
                i += 2;
                hasEscapes = true;
            }
        }
        return !hasEscapes || MakeValid(output);
    }

    static int Digit(byte c) => char.IsAsciiHexDigit((char)c) ? Convert.ToInt32(((char)c).ToString(), 16) : -1;

    /// <summary>Escapes may spell bytes that are no UTF-8: those become replacement characters.</summary>
    static bool MakeValid(TextOutput output)
    {
        if (System.Text.Unicode.Utf8.IsValid(output.Written)) return true;
        var text = Encoding.UTF8.GetString(output.Written);
        output.Advance(-output.Written.Length);
        output.Write(text);
        return true;
    }
}
