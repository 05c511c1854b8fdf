namespace Tally.Engine.Formats.AccessLog;

/// <summary>A variable of a pattern.</summary>
/// <param name="Column">The column that it fills.</param>
/// <param name="After">The text up to the next variable or the end of the line.</param>
/// <param name="Enclosure">What stands around it and decides what may be in it.</param>
/// <param name="IsBetweenBlanks">Whether a blank stands before or behind it, so that one inside belongs to the pattern.</param>
sealed record AccessLogVariable(string Name, string Column, string After, Enclosure Enclosure, bool IsBetweenBlanks)
{
    /// <summary>Whether it is a request line, which also fills method, path and protocol.</summary>
    public bool IsRequest => Name == "request";

    /// <summary>Whether it is a list of addresses, of which the first is the client's.</summary>
    public bool IsForwarded => Name == "forwarded_for";

    /// <summary>Whether it has one value for each server that was asked; the last one answered.</summary>
    public bool IsUpstream => Name.StartsWith("upstream_", StringComparison.Ordinal);

    /// <summary>Whether the value may hold blanks although nothing stands around it.</summary>
    public BlankRule Blanks => Name switch
    {
        _ when Enclosure != Enclosure.None || !IsBetweenBlanks || Name.StartsWith('_') => BlankRule.Any,
        "request" or "time_local" or "http_user_agent" => BlankRule.Any,
        "remote_user" => BlankRule.InName,
        "forwarded_for" or "http_x_forwarded_for" or "proxy_add_x_forwarded_for" => BlankRule.BehindComma,
        _ => IsUpstream ? BlankRule.BehindComma : BlankRule.None,
    };
}

/// <summary>What stands around a value.</summary>
enum Enclosure
{
    None,

    /// <summary>Quotes, inside of which a quote is escaped.</summary>
    Quotes,

    /// <summary>Brackets or braces.</summary>
    Brackets,
}

/// <summary>Where a value may hold blanks. Elsewhere a blank shows that the line has more fields than the pattern.</summary>
enum BlankRule
{
    None,

    /// <summary>Inside of a name, not behind the - of a field of its own.</summary>
    InName,

    /// <summary>Only where a list goes on: behind a comma, around a colon.</summary>
    BehindComma,

    Any,
}
