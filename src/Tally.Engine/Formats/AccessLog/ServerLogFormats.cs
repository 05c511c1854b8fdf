using System.Text;
using Tally.Engine.Catalog;

namespace Tally.Engine.Formats.AccessLog;

/// <summary>Makes patterns of what stands in the configurations of servers.</summary>
static class ServerLogFormats
{
    static readonly Dictionary<char, string> s_directives = new()
    {
        ['h'] = "$remote_addr", ['a'] = "$remote_addr", ['l'] = "$remote_ident", ['u'] = "$remote_user", ['t'] = "[$time_local]",
        ['r'] = "$request", ['s'] = "$status",
        ['b'] = "$body_bytes_sent", ['B'] = "$body_bytes_sent", ['O'] = "$bytes_sent", ['I'] = "$bytes_in", ['D'] = "$request_time_us",
        ['T'] = "$request_time", ['v'] = "$host",
        ['V'] = "$server_name", ['p'] = "$server_port", ['m'] = "$request_method", ['U'] = "$uri", ['q'] = "$query",
        ['H'] = "$server_protocol", ['A'] = "$server_addr",
        ['P'] = "$pid", ['X'] = "$connection_status", ['k'] = "$keepalive_requests", ['L'] = "$log_id", ['f'] = "$file_name",
        ['R'] = "$handler", ['S'] = "$bytes_total",
    };

    /// <summary>A log_format of nginx, whole or only its pieces: log_format main '…' '…';</summary>
    /// <exception cref="OptionException">A quote is not closed.</exception>
    public static string FromNginx(string text)
    {
        var rest = text.Trim().TrimEnd(';').TrimEnd();
        if (rest.StartsWith("log_format", StringComparison.Ordinal) && rest.IndexOfAny(['\'', '"']) is > 0 and var first)
            rest = rest[first..];
        if (rest is not ['\'' or '"', ..]) return rest;
        var pattern = new StringBuilder();
        while (rest.Length > 0)
        {
            var end = rest[0] is '\'' or '"'
                ? EndOfPiece(rest)
                : throw new OptionException($"'access-log.pattern': found {rest}, expected a quoted piece of an nginx log_format");
            pattern.Append(rest[1..end].Replace($"\\{rest[0]}", rest[..1], StringComparison.Ordinal));
            rest = rest[(end + 1)..].TrimStart();
        }
        return pattern.ToString();
    }

    /// <summary>A LogFormat of Apache, whole or only its text: LogFormat "%h %l %u %t \"%r\" %>s %b" common</summary>
    /// <exception cref="OptionException">A directive is not known.</exception>
    public static string FromApache(string text)
    {
        var rest = text.Trim();
        if (rest.StartsWith("LogFormat", StringComparison.OrdinalIgnoreCase)) rest = rest["LogFormat".Length..].Trim();
        if (rest.StartsWith('"')) rest = rest[1..EndOfPiece(rest)];
        rest = rest.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal)
            .Replace("%U%q", "$request_uri", StringComparison.Ordinal);
        var pattern = new StringBuilder();
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] == '%') pattern.Append(Directive(rest, ref i));
            else pattern.Append(rest[i]);
        }
        // With and without headers: the column is the body's.
        var found = pattern.ToString();
        return found.Contains("$body_bytes_sent", StringComparison.Ordinal)
            ? found.Replace("$bytes_sent", "$bytes_out", StringComparison.Ordinal)
            : found;
    }

    static int EndOfPiece(string text)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == text[0]) return i;
        }
        throw new OptionException($"'access-log.pattern': the quote at the start of {text} is not closed");
    }

    /// <summary>What %X, %&gt;s, %!200,304X or %{Name}i stands for; the index moves to its last character.</summary>
    static string Directive(string text, ref int at)
    {
        var start = at++;
        while (at < text.Length && (text[at] is '>' or '<' or '!' or ',' || char.IsAsciiDigit(text[at]))) at++;
        if (at < text.Length && text[at] == '%') return "%";
        string? name = null;
        if (at < text.Length && text[at] == '{' && text.IndexOf('}', at) is > 0 and var close)
            (name, at) = (text[(at + 1)..close], close + 1);
        if (at >= text.Length)
            throw new OptionException($"'access-log.pattern': found {text[start..]}, expected a directive of Apache's LogFormat");
        if (name is null)
            return s_directives.GetValueOrDefault(text[at])
                ?? throw new OptionException(
                    $"'access-log.pattern': found %{text[at]}, expected one of "
                        + $"{string.Join(" ", s_directives.Keys.Select(key => $"%{key}"))} or %{{Name}}i");
        var variable = string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '_'));
        return text[at] switch
        {
            'i' => $"$http_{variable}",
            'o' => $"$sent_http_{variable}",
            'C' => $"$cookie_{variable}",
            'e' or 'n' or 'x' => $"${variable}",
            't' when name == "msec" || name == "sec" => "$msec",
            'h' or 'a' => "$remote_addr",
            'p' => "$server_port",
            'T' => "$request_time",
            _ =>
                throw new OptionException(
                    $"'access-log.pattern': found %{{{name}}}{text[at]}, expected %{{Name}}i, o, C, e or n; times are %t or %{{sec}}t"),
        };
    }
}
