using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Time.Patterns;

/// <summary>Which of Java's two formatters a pattern is for; they differ in letters and in what they read.</summary>
enum PatternStyle
{
    /// <summary>java.time.format.DateTimeFormatter: TO_TIMESTAMP, TO_TIMESTAMP_LTZ, DATE_FORMAT of a TIMESTAMP.</summary>
    Modern,

    /// <summary>java.text.SimpleDateFormat: UNIX_TIMESTAMP, FROM_UNIXTIME, TO_DATE, DATE_FORMAT of a text. It takes any number of digits,
    /// and does not look at the rest of a text.</summary>
    Legacy,
}

/// <summary>A date pattern in Java's letters, such as yyyy-MM-dd HH:mm:ss.SSS: cut into fields and plain text.</summary>
sealed class JavaPattern(PatternStyle style, PatternPart[] parts)
{
    readonly long _unitNanos = parts.Length == 0 ? 1 : parts.Min(part => UnitNanos(part.Letter));
    long _lastDays = long.MinValue;
    long _lastUnit;
    byte[] _lastText = [];

    /// <exception cref="EvaluationException">A letter has no meaning, or a quote is not closed.</exception>
    public static JavaPattern Parse(string pattern, PatternStyle style) => new(style, PatternParser.Parse(pattern, style));

    public PatternStyle Style { get; } = style;

    /// <summary>A letter of the pattern that needs a zone, or 0.</summary>
    public char ZoneLetter { get; } = parts.FirstOrDefault(part => part.NeedsZone).Letter;

    /// <summary>How long the text of a letter stays the same.</summary>
    static long UnitNanos(char letter) => letter switch
    {
        'S' or 'n' or 'N' or 'A' => 1,
        's' => 1_000_000_000,
        'm' or 'Z' or 'X' or 'x' or 'z' or 'B' => 60_000_000_000,
        'H' or 'h' or 'k' or 'K' or 'a' => 3_600_000_000_000,
        _ => Calendar.DayMs * 1_000_000,
    };

    /// <summary>Writes a wall-clock time: days since 1970 and nanoseconds of the day. The text of the last minute (day, second, …) is kept:
    /// streams are in order.</summary>
    /// <param name="zone">The zone of the wall clock with its offset then, or null: then letters of zones fail.</param>
    public void Write(long days, long nanosOfDay, TextOutput output, ZoneMoment? zone = null)
    {
        var unit = nanosOfDay / _unitNanos;
        if (days == _lastDays && unit == _lastUnit)
        {
            output.Write(_lastText);
            return;
        }
        if (ZoneLetter != (char)0 && zone is null)
            throw new EvaluationException($"the letter {ZoneLetter} needs a time zone, and a TIMESTAMP has none");
        new PatternWriter(Style, days, nanosOfDay, zone, output).Write(parts);
        if (_unitNanos > 1 && ZoneLetter == (char)0) (_lastDays, _lastUnit, _lastText) = (days, unit, output.Written.ToArray());
    }

    /// <summary>The same of nanoseconds since 1970.</summary>
    public void Write(Int128 nanos, TextOutput output)
    {
        var days = (long)Calendar.FloorDiv(nanos, Calendar.DayMs * 1_000_000);
        Write(days, (long)(nanos - (Int128)days * (Calendar.DayMs * 1_000_000)), output);
    }

    /// <summary>The same of milliseconds since 1970.</summary>
    public void WriteMillis(long ms, TextOutput output, ZoneMoment? zone = null)
    {
        var days = Calendar.FloorDiv(ms, Calendar.DayMs);
        Write(days, (ms - days * Calendar.DayMs) * 1_000_000, output, zone);
    }

    /// <summary>Reads a date; false also for one that the calendar does not have.</summary>
    public bool TryReadDate(ReadOnlySpan<byte> text, out int days)
    {
        var reader = new PatternReader(Style);
        days = 0;
        if (!reader.TryTake(parts, ref text) || !reader.IsDate || !reader.TryFinish(out var nanos)) return false;
        days = (int)Calendar.FloorDiv(nanos, Calendar.DayMs * 1_000_000);
        return true;
    }

    /// <summary>Reads a wall-clock time; false when the text does not have this form. What the pattern leaves out is 1970-01-01
    /// 00:00:00.</summary>
    /// <param name="offset">What the text says to be the distance from UTC, or null.</param>
    public bool TryRead(ReadOnlySpan<byte> text, out Int128 nanos, out TimeSpan? offset)
    {
        var reader = new PatternReader(Style);
        nanos = 0;
        offset = null;
        if (!reader.TryTake(parts, ref text) || (Style == PatternStyle.Modern && !text.IsEmpty)) return false;
        offset = reader.Offset;
        return reader.TryFinish(out nanos);
    }
}

/// <summary>A zone, and its distance from UTC at some time.</summary>
readonly record struct ZoneMoment(TimeZoneInfo Zone, TimeSpan Offset, bool IsDaylight);

/// <summary>A run of one pattern letter, plain text (letter 0), or the start or end of an optional part ([ and ]).</summary>
/// <param name="Width">To how many characters it is padded with blanks, or 0.</param>
/// <param name="End">For [: the index of its ].</param>
readonly record struct PatternPart(char Letter, int Count, string Text = "", int Width = 0, int End = 0)
{
    public bool NeedsZone => Letter is 'V' or 'v' or 'z' or 'O' or 'X' or 'x' or 'Z';
}
