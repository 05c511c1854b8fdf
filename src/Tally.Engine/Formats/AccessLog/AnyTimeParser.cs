using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.AccessLog;

/// <summary>Parses a time in any of the forms of logs, told by its shape: that of Apache, ISO 8601, a W3C date and time (UTC), HAProxy's
/// (local), seconds or milliseconds since 1970.</summary>
/// <param name="isLocal">Whether the result is the wall clock as written (TIMESTAMP), not the instant.</param>
/// <param name="timeZone">Of times without one.</param>
struct AnyTimeParser(bool isLocal, TimeZoneInfo timeZone) : IValueParser<long>
{
    const int HaproxyLength = 24, W3cLength = 19;

    AccessTimeParser _apache = new(isLocal);

    public Parsed Parse(byte[] bytes, int start, int length, bool isText, out long value) =>
        length == 26 && bytes[start + 2] == '/'
            ? _apache.Parse(bytes, start, length, isText, out value)
            : ParseScalar(bytes.AsSpan(start, length), isText, out value);

    public readonly Parsed ParseScalar(ReadOnlySpan<byte> text, bool isText, out long value)
    {
        if (text is [_, _, (byte)'/', ..])
            return text.Length == HaproxyLength ? ParseHaproxy(text, isText, out value) : _apache.ParseScalar(text, isText, out value);
        if (text.Length > 10 && text[10] == 'T') return new IsoTimeParser(isLocal).ParseScalar(text, isText, out value);
        if (text.Length == W3cLength && text[4] == '-') return ParseW3c(text, isText, out value);
        var parsed = new EpochTimeParser().ParseScalar(text, isText, out value);
        // Whole numbers of 13 digits are milliseconds already.
        if (parsed == Parsed.Value && text.Length == 13 && !text.Contains((byte)'.')) value /= 1000;
        return parsed;
    }

    readonly Parsed ParseW3c(ReadOnlySpan<byte> text, bool isText, out long value)
    {
        Span<byte> iso = stackalloc byte[W3cLength + 1];
        text.CopyTo(iso);
        (iso[10], iso[W3cLength]) = ((byte)'T', (byte)'Z');
        return new IsoTimeParser(isLocal).ParseScalar(iso, isText, out value);
    }

    // 06/Feb/2009:12:14:14.655, in the time zone of the machine that wrote it: that of the session.
    readonly Parsed ParseHaproxy(ReadOnlySpan<byte> text, bool isText, out long value)
    {
        Span<byte> apache = stackalloc byte[26];
        text[..20].CopyTo(apache);
        " +0000"u8.CopyTo(apache[20..]);
        var parsed = new AccessTimeParser(isLocal: true).ParseScalar(apache, isText, out value);
        if (parsed != Parsed.Value || text[20] != '.' || !int.TryParse(text[21..], out var ms)) return Parsed.Bad;
        value += ms;
        if (!isLocal) value -= (long)timeZone.GetUtcOffset(DateTime.UnixEpoch.AddMilliseconds(value)).TotalMilliseconds;
        return Parsed.Value;
    }
}
