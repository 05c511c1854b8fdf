using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.AccessLog;

/// <summary>Parses 10/Oct/2000:13:55:36 -0700 as milliseconds. Remembers the minute that it saw last.</summary>
/// <param name="isLocal">Whether the result is the wall clock as written (TIMESTAMP), not the instant.</param>
struct AccessTimeParser(bool isLocal) : IValueParser<long>
{
    const int Length = 26, TailStart = 10, SecondStart = 18;

    // The second half of the text without its two digits of the second.
    static readonly Vector128<byte> s_tailUsed =
        Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 255, 255, 255, 255, 255, 255);

    Vector128<byte> _head, _tail;
    long _minuteMs;

    public Parsed Parse(byte[] bytes, int start, int length, bool isText, out long value)
    {
        if (length != Length) return ParseScalar(bytes.AsSpan(start, length), isText, out value);
        // The text is 26 bytes long, so both halves of 16 lie inside it.
        ref var data = ref MemoryMarshal.GetArrayDataReference(bytes);
        var head = Vector128.LoadUnsafe(ref data, (nuint)start);
        var tail = Vector128.LoadUnsafe(ref data, (nuint)(start + TailStart)) & s_tailUsed;
        int tens = bytes[start + SecondStart] - '0', ones = bytes[start + SecondStart + 1] - '0';
        if (head == _head && tail == _tail && (uint)tens < 6 && (uint)ones < 10)
        {
            value = _minuteMs + (tens * 10 + ones) * 1000;
            return Parsed.Value;
        }
        var parsed = ParseScalar(bytes.AsSpan(start, length), isText, out value);
        if (parsed == Parsed.Value) (_head, _tail, _minuteMs) = (head, tail, value - (tens * 10 + ones) * 1000);
        return parsed;
    }

    public readonly Parsed ParseScalar(ReadOnlySpan<byte> text, bool isText, out long value)
    {
        value = 0;
        if (text.Length != Length || text[2] != '/' || text[6] != '/' || text[11] != ':' || text[20] != ' ') return Parsed.Bad;
        if (!CalendarText.TryReadNumber(text[..2], out var day) || !CalendarText.TryReadNumber(text[7..11], out var year))
            return Parsed.Bad;
        var month = "JanFebMarAprMayJunJulAugSepOctNovDec"u8.IndexOf(text[3..6]);
        if (month < 0 || month % 3 != 0 || !CalendarText.TryMakeDate(year, month / 3 + 1, day, out var days)) return Parsed.Bad;
        if (!CalendarText.TryReadTime(text[12..20], needsSeconds: true, allowsMidnight: false, out var ns)
            || !TryReadOffset(text[21..], out var offsetMinutes)) return Parsed.Bad;
        value = days * CalendarText.MsPerDay + ns / 1_000_000 - (isLocal ? 0 : offsetMinutes * 60_000L);
        return Parsed.Value;
    }

    /// <summary>Reads +hhmm or +hh:mm.</summary>
    public static bool TryReadOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.Length < 5 || text[0] is not ((byte)'+' or (byte)'-')) return false;
        var minuteText = text.Length == 6 && text[3] == ':' ? text[4..] : text[3..];
        if (minuteText.Length != 2 || !CalendarText.TryReadNumber(text[1..3], out var hours)
            || !CalendarText.TryReadNumber(minuteText, out minutes) || hours > 18 || minutes > 59) return false;
        minutes += hours * 60;
        if (text[0] == '-') minutes = -minutes;
        return true;
    }
}

/// <summary>Parses 2000-10-10T13:55:36-07:00 as milliseconds.</summary>
readonly struct IsoTimeParser(bool isLocal) : IValueParser<long>
{
    public Parsed Parse(byte[] bytes, int start, int length, bool isText, out long value) =>
        ParseScalar(bytes.AsSpan(start, length), isText, out value);

    public Parsed ParseScalar(ReadOnlySpan<byte> text, bool isText, out long value)
    {
        value = 0;
        var offsetMinutes = 0;
        if (text.Length < 20 || text[10] != 'T' || !CalendarText.TryReadDate(text, out var days)) return Parsed.Bad;
        var zone = text[^1] == 'Z' ? text.Length - 1 : text.Length - 6;
        if (text[^1] != 'Z' && !AccessTimeParser.TryReadOffset(text[zone..], out offsetMinutes)) return Parsed.Bad;
        if (zone < 16 || !CalendarText.TryReadTime(text[11..zone], needsSeconds: true, allowsMidnight: false, out var ns))
            return Parsed.Bad;
        value = days * CalendarText.MsPerDay + ns / 1_000_000 - (isLocal ? 0 : offsetMinutes * 60_000L);
        return Parsed.Value;
    }
}

/// <summary>Parses seconds since 1970 with milliseconds behind the point, such as 1700000000.123.</summary>
readonly struct EpochTimeParser : IValueParser<long>
{
    public Parsed Parse(byte[] bytes, int start, int length, bool isText, out long value) =>
        ParseScalar(bytes.AsSpan(start, length), isText, out value);

    public Parsed ParseScalar(ReadOnlySpan<byte> text, bool isText, out long value)
    {
        value = 0;
        if (!DecimalText.TryRead(text, out var number) || !number.TryScale(15, 3, out var ms)) return Parsed.Bad;
        value = (long)ms;
        return Parsed.Value;
    }
}
