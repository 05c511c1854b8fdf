using Tally.Engine.Catalog;

namespace Tally.Engine.Formats.AccessLog;

/// <summary>A line's pattern: text, and variables with a $ before their names, as nginx writes them.</summary>
sealed class AccessLogPattern
{
    static readonly string[] s_partsOfRequest = ["method", "path", "protocol"];

    AccessLogPattern(string name, string start, List<AccessLogVariable> variables, bool isPadded) =>
        (Name, Start, Variables, IsPadded) = (name, start, variables, isPadded);

    /// <summary>What it is called in messages.</summary>
    public string Name { get; }

    /// <summary>The text before the first variable.</summary>
    public string Start { get; }

    /// <summary>The variables in the order of the line.</summary>
    public IReadOnlyList<AccessLogVariable> Variables { get; }

    /// <summary>Whether more blanks than the pattern has may stand between values.</summary>
    public bool IsPadded { get; }

    /// <summary>The columns that lines of this pattern can fill.</summary>
    public IEnumerable<string> Columns => Variables.Where(variable => !variable.Name.StartsWith('_')).Select(variable => variable.Column)
        .Concat(Variables.Any(variable => variable.IsRequest) ? s_partsOfRequest : [])
        .Concat(Variables.Any(variable => variable.IsForwarded) ? ["ip"] : []).Distinct();

    /// <summary>The variable that fills a column of that name, or null.</summary>
    public AccessLogVariable? Find(string column) => Variables.FirstOrDefault(variable => AccessLogColumns.Fills(variable.Name, column))
        ?? Variables.FirstOrDefault(variable => (variable.IsRequest && s_partsOfRequest.Contains(AccessLogColumns.OfVariable(column)))
            || (variable.IsForwarded && column is "ip" or "remote_addr"));

    /// <param name="text">A name, a pattern, or what stands in a server's configuration behind nginx: or apache:.</param>
    /// <exception cref="OptionException">The pattern is ambiguous or has no variables.</exception>
    public static AccessLogPattern Parse(string text)
    {
        if (AccessLogPresets.Find(text) is { } preset) return Parse(text, preset);
        if (text.StartsWith("nginx:", StringComparison.Ordinal)) return Parse("nginx", ServerLogFormats.FromNginx(text["nginx:".Length..]));
        return text.StartsWith("apache:", StringComparison.Ordinal)
            ? Parse("apache", ServerLogFormats.FromApache(text["apache:".Length..]))
            : Parse("pattern", text);
    }

    static AccessLogPattern Parse(string name, string text)
    {
        var pieces = text.Split('$');
        var variables = new List<AccessLogVariable>();
        for (var i = 1; i < pieces.Length; i++)
        {
            var (variable, after) = TakeName(pieces[i], text);
            if (after.Length == 0 && i < pieces.Length - 1)
                throw new OptionException(
                    $"'access-log.pattern': nothing stands between ${variable} and the next variable, so its end cannot be found");
            var before = variables.Count == 0 ? pieces[0] : variables[^1].After;
            variables.Add(new(variable, AccessLogColumns.OfVariable(variable), after, EnclosureOf(before, after),
                before.EndsWith(' ') || after.StartsWith(' ')));
        }
        if (variables.Count == 0)
            throw new OptionException(
                $"'access-log.pattern': found '{text}', expected one of {string.Join(", ", AccessLogPresets.Names)}, or a pattern with "
                    + "variables such as $remote_addr");
        if (variables.GroupBy(variable => variable.Column).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new OptionException($"'access-log.pattern': more than one variable fills the column '{twice.Key}'");
        return new(name, pieces[0], variables, isPadded: name == "squid");
    }

    /// <summary>Takes the name of a variable, which braces may enclose, off the text behind a $.</summary>
    static (string Name, string After) TakeName(string piece, string pattern)
    {
        if (piece.StartsWith('{') && piece.IndexOf('}') is > 1 and var close) return (piece[1..close], piece[(close + 1)..]);
        var length = piece.TakeWhile(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_').Count();
        return length > 0
            ? (piece[..length], piece[length..])
            : throw new OptionException($"'access-log.pattern': found a $ without a name, expected $name in {pattern}");
    }

    static Enclosure EnclosureOf(string before, string after) => (before, after) switch
    {
        ([.., '"'], ['"', ..]) => Enclosure.Quotes,
        ([.., '['], [']', ..]) or ([.., '{'], ['}', ..]) => Enclosure.Brackets,
        _ => Enclosure.None,
    };
}
