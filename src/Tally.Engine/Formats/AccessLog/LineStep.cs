using System.Text;

namespace Tally.Engine.Formats.AccessLog;

/// <summary>One variable of a pattern, the text behind it, and the fields that it fills.</summary>
sealed class LineStep(AccessLogVariable variable, LineTargets targets)
{
    readonly BlankRule _blanks = variable.Blanks;
    readonly bool _isUpstream = variable.IsUpstream;

    public readonly string Name = variable.Name;
    public readonly byte[] After = Encoding.UTF8.GetBytes(variable.After);
    public readonly bool IsQuoted = variable.Enclosure == Enclosure.Quotes;
    public readonly int[] Fields = targets.Of(variable.Name);
    public readonly int[] Method = variable.IsRequest ? targets.Of("request_method") : [];
    public readonly int[] Path = variable.IsRequest ? targets.Of("request_uri") : [];
    public readonly int[] Protocol = variable.IsRequest ? targets.Of("server_protocol") : [];

    /// <summary>The fields that take the first address of a list.</summary>
    public readonly int[] Address = variable.IsForwarded ? targets.Of("remote_addr") : [];

    public bool SplitsRequest => Method.Length + Path.Length + Protocol.Length > 0;

    /// <summary>Whether bytes are one value, and not several of which the pattern does not know.</summary>
    public bool Takes(ReadOnlySpan<byte> value)
    {
        if (_blanks == BlankRule.Any || !value.Contains((byte)' '))
            return _blanks != BlankRule.None || Name != "remote_addr" || !value.Contains((byte)',');
        if (_blanks == BlankRule.InName) return !value.StartsWith("- "u8);
        return _blanks == BlankRule.BehindComma;
    }

    /// <summary>Whether a blank belongs to a list: it stands behind a comma, or beside a colon between two blanks.</summary>
    public bool GoesOn(ReadOnlySpan<byte> line, int at) => _blanks == BlankRule.BehindComma && line[at] == ' '
        && (line[..at] is [.., (byte)','] or [.., (byte)' ', (byte)':'] || line[(at + 1)..] is [(byte)':', (byte)' ', ..]);

    /// <summary>Where the value for a field starts: of a list of servers that were asked, a number is that of the last one.</summary>
    public int StartOf(int field, byte[] bytes, int start, int end)
    {
        if (!_isUpstream || targets.IsText(field)) return start;
        var blank = bytes.AsSpan(start, end - start).LastIndexOf((byte)' ');
        return start + blank + 1;
    }
}
