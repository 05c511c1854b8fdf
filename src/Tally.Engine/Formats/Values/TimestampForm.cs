namespace Tally.Engine.Formats.Values;

/// <summary>How a format writes timestamps.</summary>
/// <param name="Separator">Between date and time: a space, or T in the ISO-8601 form.</param>
/// <param name="NeedsSeconds">Whether the seconds must be there.</param>
/// <param name="HasZone">Whether a Z must follow: TIMESTAMP_LTZ.</param>
/// <param name="Trims">Whether spaces around the text are no part of it.</param>
readonly record struct TimestampForm(byte Separator, bool NeedsSeconds, bool HasZone, bool Trims)
{
    /// <summary>Splits the text into days since 1970 and nanoseconds of the day.</summary>
    public bool TryRead(ReadOnlySpan<byte> text, out int days, out long ns)
    {
        (days, ns) = (0, 0);
        if (Trims) text = Digits.Trim(text);
        if (HasZone)
        {
            if (text.Length == 0 || text[^1] != 'Z') return false;
            text = text[..^1];
        }
        return text.Length >= 16 && text[10] == Separator && CalendarText.TryReadDate(text, out days)
            && CalendarText.TryReadTime(text[11..], NeedsSeconds, allowsMidnight: NeedsSeconds, out ns);
    }
}
