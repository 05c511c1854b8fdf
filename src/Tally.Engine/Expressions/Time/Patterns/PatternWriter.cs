using System.Buffers.Text;
using System.Globalization;
using Tally.Engine.Expressions.Arithmetic;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Time.Patterns;

/// <summary>Writes one wall-clock time.</summary>
readonly struct PatternWriter(PatternStyle style, long days, long nanos, ZoneMoment? zone, TextOutput output)
{
    readonly (int Year, int Month, int Day) _date = Calendar.FromDays(days);

    public void Write(PatternPart[] parts)
    {
        foreach (var part in parts)
        {
            var start = output.Written.Length;
            if (part.Letter == '\0') output.Write(part.Text);
            else if (part.Letter is not ('[' or ']')) Write(part);
            if (part.Width > 0) Pad(start, part);
        }
    }

    void Pad(int start, PatternPart part)
    {
        var missing = part.Width - (output.Written.Length - start);
        if (missing < 0)
            throw new EvaluationException(
                $"the field {part.Letter} has more than {part.Width} characters, to which the date pattern pads it");
        for (var i = 0; i < missing; i++) output.Write((byte)' ');
        if (missing == 0) return;
        output.Written[start..^missing].CopyTo(output.Written[(start + missing)..]);
        output.Written.Slice(start, missing).Fill((byte)' ');
    }

    void Write(PatternPart part)
    {
        var (letter, count) = (part.Letter, part.Count);
        var isLegacy = style == PatternStyle.Legacy;
        switch (letter)
        {
            case 'G': output.Write(Era(isLegacy ? 1 : count)); break;
            case 'u' when isLegacy: Number(Calendar.IsoDayOfWeek(days), count); break;
            case 'y': Year(_date.Year > 0 ? _date.Year : 1 - _date.Year, count); break;
            case 'u': Year(_date.Year, count); break;
            case 'Y': Year(TimeWeeks.Year(days), count); break;
            case 'M' or 'L' when count >= 3:
                output.Write(Name(CultureInfo.InvariantCulture.DateTimeFormat.MonthNames[_date.Month - 1], count)); break;
            case 'E': output.Write(Name(DayName, Math.Max(3, count))); break;
            case 'e' or 'c' when count >= 3: output.Write(Name(DayName, count)); break;
            case 'Q' or 'q' when count >= 3:
                output.Write(count == 3 ? $"Q{Quarter}" : count == 4 ? $"{Ordinal} quarter" : $"{Quarter}"); break;
            case 'a': output.Write(nanos < 43_200_000_000_000 ? "AM"u8 : "PM"u8); break;
            case 'B': output.Write(PartOfDay); break;
            case 'S' when isLegacy: Number(nanos / 1_000_000 % 1000, count); break;
            case 'S': Number(nanos % 1_000_000_000 / PowersOfTen.Long(9 - count), count); break;
            case 'F' when isLegacy: Number((_date.Day - 1) / 7 + 1, count); break;
            case 'Z' or 'X' or 'x' or 'z': PatternZones.Write(letter, count, zone!.Value, output); break;
            default: Number(Field(letter), count); break;
        }
    }

    string DayName => CultureInfo.InvariantCulture.DateTimeFormat.DayNames[Calendar.IsoDayOfWeek(days) % 7];

    int Quarter => (_date.Month + 2) / 3;

    string Ordinal => Quarter switch { 1 => "1st", 2 => "2nd", 3 => "3rd", _ => "4th" };

    string Era(int count) => (count, _date.Year > 0) switch
    {
        (4, true) => "Anno Domini",
        (4, false) => "Before Christ",
        (5, true) => "A",
        (5, false) => "B",
        (_, true) => "AD",
        _ => "BC",
    };

    string PartOfDay => nanos switch
    {
        0 => "midnight",
        43_200_000_000_000 => "noon",
        < 21_600_000_000_000 or >= 75_600_000_000_000 => "at night",
        < 43_200_000_000_000 => "in the morning",
        < 64_800_000_000_000 => "in the afternoon",
        _ => "in the evening",
    };

    // The older formatter knows no narrow names.
    string Name(string name, int count) => count == 3 ? name[..3] : count == 4 || style == PatternStyle.Legacy ? name : name[..1];

    long Field(char letter)
    {
        var hour = nanos / 3_600_000_000_000;
        return letter switch
        {
            'M' or 'L' => _date.Month,
            'd' => _date.Day,
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
            'e' or 'c' => Calendar.IsoDayOfWeek(days) % 7 + 1,
            'Q' or 'q' => Quarter,
            'F' => (_date.Day - 1) % 7 + 1,
            'W' => TimeWeeks.OfMonth(days, _date.Day),
            _ => TimeWeeks.OfYear(days),
        };
    }

    void Year(int year, int count)
    {
        if (count == 2) Number((year % 100 + 100) % 100, 2);
        else
        {
            if (style == PatternStyle.Modern && count >= 4 && year >= PowersOfTen.Long(count)) output.Write((byte)'+');
            Number(year, count);
        }
    }

    void Number(long value, int digits)
    {
        if (value < 0) output.Write((byte)'-');
        Span<byte> text = stackalloc byte[24];
        Utf8Formatter.TryFormat(Math.Abs(value), text, out var length);
        for (var i = length; i < digits; i++) output.Write((byte)'0');
        output.Write(text[..length]);
    }
}

/// <summary>Java's weeks of the English locale: they start on Sunday, week 1 has the first day of the year or month.</summary>
static class TimeWeeks
{
    static long Start(long days) => days - Calendar.IsoDayOfWeek(days) % 7;

    public static int Year(long days) => Calendar.FromDays(Start(days) + 6).Year;

    public static long OfYear(long days) => (Start(days) - Start(Calendar.ToDays(Year(days), 1, 1))) / 7 + 1;

    public static long OfMonth(long days, int day) => (Start(days) - Start(days - day + 1)) / 7 + 1;
}
