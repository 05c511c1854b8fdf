using System.Globalization;
using Tally.Engine.Expressions.Arithmetic;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Time;

/// <summary>A date pattern in Java's letters, such as yyyy-MM-dd HH:mm:ss.SSS: cut into fields and plain text.</summary>
sealed class JavaPattern
{
    readonly Part[] _parts;
    readonly long _unitNanos;
    long _lastDays = long.MinValue;
    long _lastUnit;
    byte[] _lastText = [];

    JavaPattern(Part[] parts)
    {
        _parts = parts;
        _unitNanos = parts.Length == 0 ? 1 : parts.Min(part => UnitNanos(part.Letter));
    }

    /// <summary>How long the text of a letter stays the same.</summary>
    static long UnitNanos(char letter) => letter switch
    {
        'S' or 'n' or 'N' or 'A' => 1,
        's' => 1_000_000_000,
        'm' => 60_000_000_000,
        'H' or 'h' or 'k' or 'K' or 'a' => 3_600_000_000_000,
        _ => Calendar.DayMs * 1_000_000,
    };

    /// <summary>A run of one pattern letter, or plain text (letter 0).</summary>
    readonly record struct Part(char Letter, int Count, string Text);

    /// <exception cref="EvaluationException">A letter has no meaning, or a quote is not closed.</exception>
    public static JavaPattern Parse(string pattern)
    {
        var parts = new List<Part>();
        for (var i = 0; i < pattern.Length;)
        {
            var c = pattern[i];
            if (c == '\'') parts.Add(Quoted(pattern, ref i));
            else if (char.IsAsciiLetter(c))
            {
                var count = 1;
                while (i + count < pattern.Length && pattern[i + count] == c) count++;
                if (!"yuYMLdDHhKkmsSnaEeQqwAN".Contains(c))
                    throw new EvaluationException($"the letter {c} has no meaning in the date pattern '{pattern}'");
                parts.Add(new(c, count, ""));
                i += count;
            }
            else if (c is '[' or ']' or '{' or '}' or '#') throw new EvaluationException($"{c} is not supported in the date pattern '{pattern}'");
            else
            {
                parts.Add(new('\0', 0, c.ToString()));
                i++;
            }
        }
        return new([.. parts]);
    }

    static Part Quoted(string pattern, ref int i)
    {
        if (i + 1 < pattern.Length && pattern[i + 1] == '\'')
        {
            i += 2;
            return new('\0', 0, "'");
        }
        var text = new System.Text.StringBuilder();
        for (i++; i < pattern.Length; i++)
        {
            if (pattern[i] != '\'') text.Append(pattern[i]);
            else if (i + 1 < pattern.Length && pattern[i + 1] == '\'') text.Append(pattern[i++]);
            else
            {
                i++;
                return new('\0', 0, text.ToString());
            }
        }
        throw new EvaluationException($"a quote is not closed in the date pattern '{pattern}'");
    }

    /// <summary>Writes a wall-clock time: days since 1970 and nanoseconds of the day. The text of the last minute (day, second, …) is kept: streams are in order.</summary>
    public void Write(long days, long nanosOfDay, TextOutput output)
    {
        var unit = nanosOfDay / _unitNanos;
        if (days == _lastDays && unit == _lastUnit)
        {
            output.Write(_lastText);
            return;
        }
        var moment = new Moment(days, nanosOfDay);
        foreach (var part in _parts)
        {
            if (part.Letter == '\0') output.Write(part.Text);
            else WritePart(part, moment, output);
        }
        if (_unitNanos > 1) (_lastDays, _lastUnit, _lastText) = (days, unit, output.Written.ToArray());
    }

    /// <summary>The same of nanoseconds since 1970.</summary>
    public void Write(Int128 nanos, TextOutput output)
    {
        var days = (long)Calendar.FloorDiv(nanos, Calendar.DayMs * 1_000_000);
        Write(days, (long)(nanos - (Int128)days * (Calendar.DayMs * 1_000_000)), output);
    }

    /// <summary>The same of milliseconds since 1970.</summary>
    public void WriteMillis(long ms, TextOutput output)
    {
        var days = Calendar.FloorDiv(ms, Calendar.DayMs);
        Write(days, (ms - days * Calendar.DayMs) * 1_000_000, output);
    }

    /// <summary>A wall-clock time taken apart.</summary>
    readonly record struct Moment(long Days, long Nanos)
    {
        public (int Year, int Month, int Day) Date { get; } = Calendar.FromDays(Days);
    }

    static void WritePart(Part part, in Moment moment, TextOutput output)
    {
        var (days, nanos, (year, month, _)) = (moment.Days, moment.Nanos, moment.Date);
        var (letter, count) = (part.Letter, part.Count);
        switch (letter)
        {
            case 'y' or 'u': Year(year, count, output); break;
            case 'Y': Year(WeekYear(days), count, output); break;
            case 'M' or 'L' when count >= 3: output.Write(Names(count, CultureInfo.InvariantCulture.DateTimeFormat.MonthNames[month - 1])); break;
            case 'E': output.Write(Names(count <= 3 ? 3 : count, DayName(days))); break;
            case 'e' when count >= 3: output.Write(Names(count, DayName(days))); break;
            case 'Q' or 'q' when count >= 3: output.Write(count == 3 ? $"Q{(month + 2) / 3}" : $"{Ordinal((month + 2) / 3)} quarter"); break;
            case 'a': output.Write(nanos < 43_200_000_000_000 ? "AM"u8 : "PM"u8); break;
            case 'S': Number(nanos % 1_000_000_000 / PowersOfTen.Long(Math.Max(0, 9 - count)), Math.Min(9, count), output); break;
            default: Number(Field(letter, moment), count, output); break;
        }
    }

    static string Ordinal(int quarter) => quarter switch { 1 => "1st", 2 => "2nd", 3 => "3rd", _ => "4th" };

    static long Field(char letter, in Moment moment)
    {
        var (days, nanos, (_, month, day)) = (moment.Days, moment.Nanos, moment.Date);
        var hour = nanos / 3_600_000_000_000;
        return letter switch
        {
            'M' or 'L' => month,
            'd' => day,
            'D' => Calendar.DayOfYear(days),
            'H' => hour,
            'k' => hour == 0 ? 24 : hour,
            'K' => hour % 12,
            'h' => (hour + 11) % 12 + 1,
            'm' => nanos / 60_000_000_000 % 60,
            's' => nanos / 1_000_000_000 % 60,
            'n' => nanos % 1_000_000_000,
            'N' => nanos,
            'A' => nanos / 1_000_000,
            'e' => Calendar.IsoDayOfWeek(days) % 7 + 1,
            'Q' or 'q' => (month + 2) / 3,
            _ => WeekOfYear(days),
        };
    }

    static string DayName(long days) => CultureInfo.InvariantCulture.DateTimeFormat.DayNames[Calendar.IsoDayOfWeek(days) % 7];

    static string Names(int count, string name) => count switch { 3 => name[..3], 4 => name, _ => name[..1] };

    /// <summary>Java's week of the English locale: starts on Sunday, week 1 has the 1st of January.</summary>
    static long WeekOfYear(long days)
    {
        var start = days - Calendar.IsoDayOfWeek(days) % 7;
        var (year, _, _) = Calendar.FromDays(start + 6);
        var first = Calendar.ToDays(year, 1, 1);
        return (start - (first - Calendar.IsoDayOfWeek(first) % 7)) / 7 + 1;
    }

    static int WeekYear(long days) => Calendar.FromDays(days - Calendar.IsoDayOfWeek(days) % 7 + 6).Year;

    static void Year(int year, int count, TextOutput output) => Number(count == 2 ? (year % 100 + 100) % 100 : year, count, output);

    static void Number(long value, int digits, TextOutput output)
    {
        if (value < 0) output.Write((byte)'-');
        Span<byte> text = stackalloc byte[24];
        System.Buffers.Text.Utf8Formatter.TryFormat(Math.Abs(value), text, out var length);
        for (var i = length; i < digits; i++) output.Write((byte)'0');
        output.Write(text[..length]);
    }

    /// <summary>Reads a wall-clock time; false when the text does not have this form. What the pattern leaves out is 1970-01-01 00:00:00.</summary>
    /// <param name="lenient">As Java's older parser: any number of digits, months and days may run over, the rest of the text does not matter.</param>
    public bool TryRead(ReadOnlySpan<byte> text, bool lenient, out Int128 nanos)
    {
        var reading = new Reading(lenient);
        nanos = 0;
        for (var i = 0; i < _parts.Length; i++)
        {
            var part = _parts[i];
            if (part.Letter == '\0')
            {
                var plain = System.Text.Encoding.UTF8.GetBytes(part.Text);
                if (!text.StartsWith(plain)) return false;
                text = text[plain.Length..];
            }
            else if (!reading.Take(part.Letter, part.Count, i + 1 < _parts.Length && _parts[i + 1].Letter is not ('\0' or 'a'), ref text))
                return false;
        }
        return (lenient || text.IsEmpty) && reading.TryFinish(out nanos);
    }

    /// <summary>The fields read so far.</summary>
    struct Reading(bool lenient)
    {
        int _year = 1970, _month = 1, _day = 1, _dayOfYear = -1, _hour, _halfHour = -1, _half = -1, _minute, _second;
        long _fraction;

        public bool Take(char letter, int count, bool adjacent, ref ReadOnlySpan<byte> text)
        {
            if (letter == 'a') return TakeHalf(ref text);
            if (letter is 'M' or 'L' && count >= 3)
                return TakeName(count, CultureInfo.InvariantCulture.DateTimeFormat.MonthNames, ref text, out _month);
            if (letter == 'E') return TakeName(count <= 3 ? 3 : count, CultureInfo.InvariantCulture.DateTimeFormat.DayNames, ref text, out _);
            var most = adjacent || (!lenient && count is 2) || letter == 'S' ? count : letter is 'y' or 'u' && !lenient ? count == 4 ? 4 : 9 : 9;
            var least = lenient && !adjacent ? 1 : letter is 'y' or 'u' ? Math.Min(count, 4) : count;
            if (!TakeDigits(ref text, least, Math.Max(least, most), out var value, out var digits)) return false;
            return Set(letter, count, value, digits);
        }

        bool Set(char letter, int count, int value, int digits)
        {
            switch (letter)
            {
                case 'y' or 'u': _year = count == 2 && digits == 2 ? value + 2000 : value; return true;
                case 'M' or 'L': _month = value; return true;
                case 'd': _day = value; return true;
                case 'D': _dayOfYear = value; return true;
                case 'H': _hour = value; return true;
                case 'k': _hour = value % 24; return true;
                case 'h' or 'K': _halfHour = value % 12; return lenient || value <= 12;
                case 'm': _minute = value; return true;
                case 's': _second = value; return true;
                case 'S': _fraction = lenient ? value * 1_000_000L : value * PowersOfTen.Long(9 - Math.Min(9, digits)); return true;
                default: return false;
            }
        }

        static bool TakeDigits(ref ReadOnlySpan<byte> text, int least, int most, out int value, out int digits)
        {
            (value, digits) = (0, 0);
            while (digits < text.Length && digits < most && digits < 9
                && char.IsAsciiDigit((char)text[digits])) value = value * 10 + (text[digits++] - '0');
            if (digits < least) return false;
            text = text[digits..];
            return true;
        }

        bool TakeHalf(ref ReadOnlySpan<byte> text)
        {
            if (text.Length < 2 || (text[1] | 0x20) != 'm' || (text[0] | 0x20) is not ('a' or 'p')) return false;
            _half = (text[0] | 0x20) == 'p' ? 1 : 0;
            text = text[2..];
            return true;
        }

        static bool TakeName(int count, string[] names, ref ReadOnlySpan<byte> text, out int number)
        {
            for (number = 1; number <= names.Length; number++)
            {
                var name = Names(count, names[number - 1]);
                if (name.Length == 0 || text.Length < name.Length || !System.Text.Ascii.EqualsIgnoreCase(text[..name.Length], name)) continue;
                text = text[name.Length..];
                return true;
            }
            return false;
        }

        public readonly bool TryFinish(out Int128 nanos)
        {
            var hour = _halfHour >= 0 ? _halfHour + (_half == 1 ? 12 : 0) : _hour;
            nanos = 0;
            if (!lenient
                && (!Calendar.IsDate(_year, _month, _day) || hour > 23 || _minute > 59 || _second > 59 || _dayOfYear > 366 || _dayOfYear == 0))
                return false;
            var days = _dayOfYear >= 0
                ? Calendar.ToDays(_year, 1, 1) + _dayOfYear - 1L : Calendar.AddMonths(Calendar.ToDays(_year, 1, 1), _month - 1L) + _day - 1;
            nanos = ((Int128)days * 86_400 + hour * 3600L + _minute * 60L + _second) * 1_000_000_000 + _fraction;
            return true;
        }
    }
}
