namespace Tally.Engine.Formats.Values;

/// <summary>Dates and times of day in text, strictly: no day that does not exist.</summary>
static class CalendarText
{
    public const long MsPerDay = 86_400_000;
    public const long NsPerDay = MsPerDay * 1_000_000;

    /// <summary>Reads yyyy-MM-dd at the start of the text as days since 1970.</summary>
    public static bool TryReadDate(ReadOnlySpan<byte> text, out int days)
    {
        days = 0;
        if (text.Length < 10 || text[4] != '-' || text[7] != '-') return false;
        return TryReadNumber(text[..4], out var year) && TryReadNumber(text.Slice(5, 2), out var month)
            && TryReadNumber(text.Slice(8, 2), out var day)
            && TryMakeDate(year, month, day, out days);
    }

    /// <summary>The days since 1970 of a date in the Gregorian calendar, year 0 included.</summary>
    public static bool TryMakeDate(int year, int month, int day, out int days)
    {
        days = 0;
        if (month is < 1 or > 12 || day < 1 || day > DaysIn(year, month)) return false;
        days = DaysSince1970(year, month, day);
        return true;
    }

    static int DaysIn(int year, int month) =>
        month == 2 ? (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28 : month is 4 or 6 or 9 or 11 ? 30 : 31;

    // Years start in March, so that the leap day is the last day of one.
    static int DaysSince1970(int year, int month, int day)
    {
        var shifted = month > 2 ? year : year - 1;
        var era = (shifted >= 0 ? shifted : shifted - 399) / 400;
        var yearOfEra = shifted - era * 400;
        var dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
    }

    /// <summary>Reads HH:mm[:ss[.fraction]] as nanoseconds of the day; the whole text must be used.</summary>
    /// <param name="needsSeconds">Whether the seconds must be there.</param>
    /// <param name="allowsMidnight">Whether 24:00:00 is the end of the day.</param>
    public static bool TryReadTime(ReadOnlySpan<byte> text, bool needsSeconds, bool allowsMidnight, out long ns)
    {
        ns = 0;
        if (text.Length < 5 || text[2] != ':' || !TryReadNumber(text[..2], out var hour)
            || !TryReadNumber(text.Slice(3, 2), out var minute)) return false;
        var second = 0;
        var fraction = 0L;
        if (text.Length == 5 && needsSeconds) return false;
        if (text.Length > 5
            && (text.Length < 8 || text[5] != ':' || !TryReadNumber(text.Slice(6, 2), out second)
                || !TryReadFraction(text[8..], out fraction))) return false;
        ns = ((hour * 60L + minute) * 60 + second) * 1_000_000_000 + fraction;
        return minute < 60 && second < 60 && (hour < 24 || (allowsMidnight && ns == NsPerDay));
    }

    /// <summary>Reads "" or a point and up to nine digits.</summary>
    static bool TryReadFraction(ReadOnlySpan<byte> text, out long ns)
    {
        ns = 0;
        if (text.Length == 0) return true;
        if (text[0] != '.' || text.Length > 10) return false;
        for (var i = 1; i < 10; i++)
        {
            if (i < text.Length && !Digits.IsDigit(text[i])) return false;
            ns = ns * 10 + (i < text.Length ? text[i] - '0' : 0);
        }
        return true;
    }

    /// <summary>Reads a number of which every byte is a digit.</summary>
    public static bool TryReadNumber(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var digit in text)
        {
            if (!Digits.IsDigit(digit)) return false;
            value = value * 10 + (digit - '0');
        }
        return text.Length > 0;
    }
}
