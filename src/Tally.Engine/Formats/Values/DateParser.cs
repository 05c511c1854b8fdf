namespace Tally.Engine.Formats.Values;

/// <summary>Parses DATE as yyyy-MM-dd.</summary>
/// <param name="allowsShort">Whether month and day may have one digit.</param>
readonly struct DateParser(bool allowsShort) : IValueParser<int>
{
    public Parsed Parse(byte[] bytes, int start, int length, bool isText, out int value) =>
        ParseScalar(bytes.AsSpan(start, length), isText, out value);

    public Parsed ParseScalar(ReadOnlySpan<byte> text, bool isText, out int value)
    {
        if (isText && text.Length == 10 && CalendarText.TryReadDate(text, out value)) return Parsed.Value;
        value = 0;
        return isText && allowsShort && TryReadShort(text, out value) ? Parsed.Value : Parsed.Bad;
    }

    static bool TryReadShort(ReadOnlySpan<byte> text, out int days)
    {
        days = 0;
        if (text.Length is < 8 or > 10 || text[4] != '-') return false;
        var rest = text[5..];
        var dash = rest.IndexOf((byte)'-');
        return dash is 1 or 2 && rest.Length - dash - 1 is 1 or 2
            && CalendarText.TryReadNumber(text[..4], out var year) && CalendarText.TryReadNumber(rest[..dash], out var month)
            && CalendarText.TryReadNumber(rest[(dash + 1)..], out var day) && CalendarText.TryMakeDate(year, month, day, out days);
    }
}

/// <summary>Parses TIME as HH:mm:ss[.fraction], cut to the precision of the type.</summary>
readonly struct TimeParser(int precision, bool needsSeconds) : IValueParser<int>
{
    public Parsed Parse(byte[] bytes, int start, int length, bool isText, out int value) =>
        ParseScalar(bytes.AsSpan(start, length), isText, out value);

    public Parsed ParseScalar(ReadOnlySpan<byte> text, bool isText, out int value)
    {
        value = 0;
        if (!isText || !CalendarText.TryReadTime(text, needsSeconds, allowsMidnight: false, out var ns)) return Parsed.Bad;
        var unit = (int)Digits.Powers[Math.Max(0, 3 - precision)];
        value = (int)(ns / 1_000_000) / unit * unit;
        return Parsed.Value;
    }
}
