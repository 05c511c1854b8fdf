using Tally.Engine.Catalog;

namespace Tally.Engine.Formats.AccessLog;

/// <summary>A line's pattern: text, and variables with a $ before their names, as nginx writes them.</summary>
sealed class AccessLogPattern
{
    public const string CommonLog = "$remote_addr $remote_ident $remote_user [$time_local] \"$request\" $status $body_bytes_sent";
    public const string CombinedLog = CommonLog + " \"$http_referer\" \"$http_user_agent\"";

    // Names that servers use, and the columns that they fill. Every other variable fills the column of its own name.
    static readonly Dictionary<string, string> s_columns = new()
    {
        ["remote_addr"] = "ip", ["remote_user"] = "user_id", ["time_local"] = "ts", ["time_iso8601"] = "ts", ["msec"] = "ts", ["request_method"] = "method",
        ["request_uri"] = "path", ["uri"] = "path", ["server_protocol"] = "protocol", ["body_bytes_sent"] = "bytes_sent", ["http_referer"] = "referer", ["http_user_agent"] = "user_agent",
    };

    static readonly string[] s_partsOfRequest = ["method", "path", "protocol"];

    AccessLogPattern(string start, List<AccessLogVariable> variables) => (Start, Variables) = (start, variables);

    /// <summary>The text before the first variable.</summary>
    public string Start { get; }

    /// <summary>The variables in the order of the line.</summary>
    public IReadOnlyList<AccessLogVariable> Variables { get; }

    /// <summary>The columns that lines of this pattern can fill.</summary>
    public IEnumerable<string> Columns => Variables.Select(variable => variable.Column).Concat(Variables.Any(variable => variable.IsRequest) ? s_partsOfRequest : []).Distinct();

    /// <summary>The variable that fills a column of that name, or null.</summary>
    public AccessLogVariable? Find(string column) =>
        Variables.FirstOrDefault(variable => variable.Column == column) ?? (s_partsOfRequest.Contains(column) ? Variables.FirstOrDefault(variable => variable.IsRequest) : null);

    /// <param name="text">common, combined, or a pattern.</param>
    /// <exception cref="OptionException">The pattern is ambiguous or has no variables.</exception>
    public static AccessLogPattern Parse(string text)
    {
        var pattern = text switch
        {
            "common" => CommonLog,
            "combined" => CombinedLog,
            _ => text,
        };
        var pieces = pattern.Split('$');
        var variables = new List<AccessLogVariable>();
        for (var i = 1; i < pieces.Length; i++)
        {
            var length = pieces[i].TakeWhile(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_').Count();
            var (name, after) = (pieces[i][..length], pieces[i][length..]);
            if (length == 0) throw new OptionException($"'access-log.pattern': found a $ without a name, expected $name in {text}");
            if (after.Length == 0 && i < pieces.Length - 1) throw new OptionException($"'access-log.pattern': nothing stands between ${name} and the next variable, so its end cannot be found");
            variables.Add(new(name, s_columns.GetValueOrDefault(name, name), after, IsQuoted(variables.Count == 0 ? pieces[0] : variables[^1].After, after)));
        }
        if (variables.Count == 0) throw new OptionException($"'access-log.pattern': found '{text}', expected common, combined, or a pattern with variables such as $remote_addr");
        if (variables.GroupBy(variable => variable.Column).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new OptionException($"'access-log.pattern': more than one variable fills the column '{twice.Key}'");
        return new(pieces[0], variables);
    }

    static bool IsQuoted(string before, string after) => before.EndsWith('"') && after.StartsWith('"');
}

/// <summary>A variable of a pattern.</summary>
/// <param name="Column">The column that it fills.</param>
/// <param name="After">The text up to the next variable or the end of the line.</param>
/// <param name="IsQuoted">Whether quotes stand around it, inside of which a quote is escaped.</param>
sealed record AccessLogVariable(string Name, string Column, string After, bool IsQuoted)
{
    /// <summary>Whether it is a request line, which also fills method, path and protocol.</summary>
    public bool IsRequest => Name == "request";
}
