namespace Tally.Engine.Formats.Values;

/// <summary>How a format writes timestamps.</summary>
/// <param name="Separator">Between date and time: a space, or T in the ISO-8601 form.</param>
/// <param name="NeedsSeconds">Whether the seconds must be there.</param>
/// <param name="HasZone">Whether a Z or an offset must follow: TIMESTAMP_LTZ.</param>
/// <param name="Trims">Whether spaces around the text are no part of it.</param>
readonly record struct TimestampForm(byte Separator, bool NeedsSeconds, bool HasZone, bool Trims)
{
    /// <summary>Whether an offset may stand for the Z, and a space for the T.</summary>
    public bool TakesOffset { get; init; }

    /// <summary>Splits the text into days since 1970 and nanoseconds of the day.</summary>
    public bool TryRead(ReadOnlySpan<byte> text, out int days, out long ns)
    {
        (days, ns) = (0, 0);
        if (Trims) text = Digits.Trim(text);
        var offsetMinutes = 0;
        if (HasZone && !TryCutZone(ref text, out offsetMinutes)) return false;
        var isTime = text.Length >= 16 && IsSeparator(text[10]) && CalendarText.TryReadDate(text, out days)
            && CalendarText.TryReadTime(text[11..], NeedsSeconds, allowsMidnight: NeedsSeconds, out ns);
        if (isTime && offsetMinutes != 0) Shift(ref days, ref ns, -offsetMinutes);
        return isTime;
    }

    // Where offsets are taken, the texts come from many programs, and some write a space for the T.
    bool IsSeparator(byte letter) => letter == Separator || (TakesOffset && letter == ' ');

    /// <summary>Cuts Z, UTC or an offset (+08:00, +0800, +08) off the end.</summary>
    bool TryCutZone(ref ReadOnlySpan<byte> text, out int offsetMinutes)
    {
        offsetMinutes = 0;
        if (text.Length == 0) return false;
        if (text[^1] == 'Z')
        {
            text = text[..^1];
            return true;
        }
        if (!TakesOffset || text.Length < 16) return false;
        if (text.EndsWith(" UTC"u8) || text.EndsWith(" GMT"u8))
        {
            text = text[..^4];
            return true;
        }
        var sign = text.LastIndexOfAny((byte)'+', (byte)'-');
        if (sign < 16 || !TryReadOffset(text[(sign + 1)..], out offsetMinutes)) return false;
        if (text[sign] == '-') offsetMinutes = -offsetMinutes;
        text = text[..sign].TrimEnd((byte)' ');
        return true;
    }

    static bool TryReadOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.Length is not (2 or 4 or 5) || (text.Length == 5 && text[2] != ':')) return false;
        var rest = 0;
        if (!CalendarText.TryReadNumber(text[..2], out var hours) || (text.Length > 2 && !CalendarText.TryReadNumber(text[^2..], out rest)))
            return false;
        minutes = hours * 60 + rest;
        return hours <= 18 && rest < 60;
    }

    static void Shift(ref int days, ref long ns, int minutes)
    {
        ns += minutes * 60_000_000_000L;
        if (ns < 0) (days, ns) = (days - 1, ns + CalendarText.NsPerDay);
        else if (ns >= CalendarText.NsPerDay) (days, ns) = (days + 1, ns - CalendarText.NsPerDay);
    }
}
