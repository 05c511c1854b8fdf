using System.Globalization;
using System.Text;
using Tally.Engine.Expressions.Arithmetic;

namespace Tally.Engine.Expressions.Time.Patterns;

/// <summary>The fields read from one text so far.</summary>
struct PatternReader(PatternStyle style)
{
    int _year = 1970, _month = 1, _day = 1, _dayOfYear = -1, _dayOfWeek, _hour, _halfHour = -1, _half = -1, _minute, _second;
    bool _isBeforeChrist;
    long _fraction;

    /// <summary>The distance from UTC that the text says, or null.</summary>
    public TimeSpan? Offset { get; private set; }

    readonly bool IsLegacy => style == PatternStyle.Legacy;

    public bool TryTake(ReadOnlySpan<PatternPart> parts, ref ReadOnlySpan<byte> text) => TryTake(parts, 0, parts.Length, ref text);

    /// <summary>Takes parts up to an index; an optional part that does not fit is passed over.</summary>
    bool TryTake(ReadOnlySpan<PatternPart> parts, int from, int to, ref ReadOnlySpan<byte> text)
    {
        for (var i = from; i < to; i++)
        {
            if (parts[i].Letter == ']') continue;
            if (parts[i].Letter != '[')
            {
                if (!TryTake(parts[i], IsAdjacent(parts, i, to), ref text)) return false;
                continue;
            }
            var (before, rest) = (this, parts[i].End);
            var attempt = text;
            if (TryTake(parts, i + 1, rest, ref attempt)) text = attempt;
            else this = before;
            i = rest;
        }
        return true;
    }

    /// <summary>Whether digits follow digits without anything between.</summary>
    static bool IsAdjacent(ReadOnlySpan<PatternPart> parts, int at, int to) =>
        at + 1 < to && parts[at + 1].Letter is not ('\0' or 'a' or 'B' or 'G' or '[' or ']') && !parts[at + 1].NeedsZone;

    bool TryTake(PatternPart part, bool adjacent, ref ReadOnlySpan<byte> text)
    {
        if (part.Width > 0) text = text.TrimStart((byte)' ');
        return part.Letter == '\0' ? TryPlain(part.Text, ref text) : TryField(part, adjacent, ref text);
    }

    static bool TryPlain(string plain, ref ReadOnlySpan<byte> text)
    {
        var bytes = Encoding.UTF8.GetBytes(plain);
        if (!text.StartsWith(bytes)) return false;
        text = text[bytes.Length..];
        return true;
    }

    bool TryField(PatternPart part, bool adjacent, ref ReadOnlySpan<byte> text)
    {
        var (letter, count) = (part.Letter, part.Count);
        if (part.NeedsZone)
        {
            var found = PatternZones.TryRead(part, style, ref text, out var offset);
            if (found) Offset = offset;
            return found;
        }
        switch (letter)
        {
            case 'a': return TryName(3, ["AM ", "PM "], 2, ref text, out _half);
            case 'G': return TryEra(count, ref text);
            case 'M' or 'L' when count >= 3:
                return TryName(count, CultureInfo.InvariantCulture.DateTimeFormat.MonthNames, 0, ref text, out _month);
            case 'E' or 'e' or 'c' when letter == 'E' || count >= 3:
                return TryName(Math.Max(3, count), CultureInfo.InvariantCulture.DateTimeFormat.DayNames, 0, ref text, out _dayOfWeek);
        }
        var isYear = letter is 'y' or 'u' or 'Y';
        var most =
            adjacent || (!IsLegacy && count is 2) || (letter == 'S' && !IsLegacy) ? count : isYear && !IsLegacy && count == 4 ? 4 : 9;
        var least = IsLegacy && !adjacent ? 1 : isYear ? Math.Min(count, 4) : count;
        return TryDigits(ref text, least, Math.Max(least, most), out var value, out var digits) && Set(letter, count, value, digits);
    }

    bool Set(char letter, int count, int value, int digits)
    {
        switch (letter)
        {
            case 'u' when IsLegacy: return true;
            case 'y' or 'u': _year = count == 2 && digits == 2 ? value + 2000 : value; return true;
            case 'M' or 'L': _month = value; return true;
            case 'd': _day = value; return true;
            case 'D': _dayOfYear = value; return true;
            case 'H': _hour = value; return true;
            case 'k': _hour = value % 24; return IsLegacy || value is >= 1 and <= 24;
            case 'h': _halfHour = value % 12; return IsLegacy || value is >= 1 and <= 12;
            case 'K': _halfHour = value % 12; return IsLegacy || value <= 11;
            case 'm': _minute = value; return true;
            case 's': _second = value; return true;
            case 'S': _fraction = IsLegacy ? value * 1_000_000L : value * PowersOfTen.Long(9 - Math.Min(9, digits)); return true;
            case 'n': _fraction = value; return true;
            default: return letter is 'Q' or 'q' or 'w' or 'W' or 'F' or 'e' or 'c';
        }
    }

    static bool TryDigits(ref ReadOnlySpan<byte> text, int least, int most, out int value, out int digits)
    {
        (value, digits) = (0, 0);
        while (digits < text.Length && digits < most && digits < 9 && char.IsAsciiDigit((char)text[digits]))
            value = value * 10 + (text[digits++] - '0');
        if (digits < least) return false;
        text = text[digits..];
        return true;
    }

    bool TryEra(int count, ref ReadOnlySpan<byte> text)
    {
        if (!TryName(4, count == 4 ? ["Anno Domini", "Before Christ"] : ["AD", "BC"], 0, ref text, out var era)) return false;
        _isBeforeChrist = era == 2;
        return true;
    }

    /// <summary>One of several names; the older formatter takes capitals for small letters, and short names for long ones.</summary>
    /// <param name="length">The length of all names, or 0: by the number of letters.</param>
    readonly bool TryName(int count, string[] names, int length, ref ReadOnlySpan<byte> text, out int number)
    {
        for (number = 1; number <= names.Length; number++)
        {
            if (names[number - 1].Length == 0) continue;
            if (IsLegacy && length == 0 && TryName(names[number - 1], ref text)) return true;
            if (TryName(length > 0 ? names[number - 1][..length] : Shortened(names[number - 1], count), ref text)) return true;
        }
        return false;
    }

    readonly string Shortened(string name, int count) =>
        count == 3 || (IsLegacy && name.Length > 3) ? name[..Math.Min(3, name.Length)] : count == 4 ? name : name[..1];

    readonly bool TryName(string name, ref ReadOnlySpan<byte> text)
    {
        if (text.Length < name.Length
            || !(IsLegacy ? Ascii.EqualsIgnoreCase(text[..name.Length], name) : Ascii.Equals(text[..name.Length], name))) return false;
        text = text[name.Length..];
        return true;
    }

    /// <summary>The time that the fields say; false when there is none. The newer formatter takes the last day of a month for one of up to
    /// 31, and 24:00 for the next day.</summary>
    public bool TryFinish(out Int128 nanos)
    {
        nanos = 0;
        if (_isBeforeChrist) _year = 1 - _year;
        var hour = _halfHour >= 0 ? _halfHour + (_half == 2 ? 12 : 0) : _hour;
        if (!IsLegacy && !IsValid(hour)) return false;
        if (!IsLegacy && _month is >= 1 and <= 12) _day = Math.Min(_day, Calendar.DaysInMonth(_year, _month));
        var days = _dayOfYear >= 0
            ? Calendar.ToDays(_year, 1, 1) + _dayOfYear - 1L : Calendar.AddMonths(Calendar.ToDays(_year, 1, 1), _month - 1L) + _day - 1;
        if (!IsLegacy && _dayOfWeek > 0 && Calendar.IsoDayOfWeek(days) % 7 + 1 != _dayOfWeek) return false;
        nanos = ((Int128)days * 86_400 + hour * 3600L + _minute * 60L + _second) * 1_000_000_000 + _fraction;
        return true;
    }

    readonly bool IsValid(int hour) =>
        _month is >= 1 and <= 12 && _day is >= 1 and <= 31 && _minute <= 59 && _second <= 59 && _dayOfYear != 0
        && _dayOfYear <= (Calendar.IsLeap(_year) ? 366 : 365)
        && (hour <= 23 || (hour == 24 && _minute == 0 && _second == 0 && _fraction == 0));

    /// <summary>Whether the date is in the calendar, for functions that do not let it run over.</summary>
    public readonly bool IsDate => _dayOfYear >= 0 ? _dayOfYear is >= 1 and <= 366 : Calendar.IsDate(_year, _month, _day);
}
