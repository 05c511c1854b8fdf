using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tally.Engine.Formats.Values;

/// <summary>Parses TIMESTAMP and TIMESTAMP_LTZ up to milliseconds; digits beyond the precision are cut. Remembers the minute that it saw
/// last.</summary>
struct TimestampParser(TimestampForm form, int precision) : IValueParser<long>
{
    const int MinuteLength = 16, FullLength = 23;

    // ":SS.mmm" and Z or anything behind it, as a number whose lowest byte is the first character.
    const ulong Pattern = 0x5A30_3030_2E30_303A, Punctuation = 0xFF00_0000_FF00_00FF, AboveNine = 0x7676_7676_7676_7676,
        HighBits = 0x8080_8080_8080_8080;

    readonly ulong _punctuation = form.HasZone ? Punctuation : Punctuation & 0x00FF_FFFF_FFFF_FFFF;
    readonly ulong _used = form.HasZone ? ulong.MaxValue : 0x00FF_FFFF_FFFF_FFFF;
    readonly int _length = form.HasZone ? FullLength + 1 : FullLength;
    readonly long _unit = Digits.Powers[Math.Max(0, 3 - precision)];
    Vector128<byte> _minute;
    long _minuteMs;

    public Parsed Parse(byte[] bytes, int start, int length, bool isText, out long value)
    {
        if (length == _length && isText && start + 24 <= bytes.Length)
        {
            var minute = Vector128.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(bytes), (nuint)start);
            var rest = (Digits.Load(bytes, start + MinuteLength) ^ Pattern) & _used;
            if (minute == _minute && (rest & _punctuation) == 0 && (((rest + AboveNine) | rest) & HighBits & ~_punctuation) == 0)
            {
                var second = (int)(rest >> 8 & 0xFF) * 10 + (int)(rest >> 16 & 0xFF);
                var ms = (int)(rest >> 32 & 0xFF) * 100 + (int)(rest >> 40 & 0xFF) * 10 + (int)(rest >> 48 & 0xFF);
                value = _minuteMs + second * 1000 + (_unit == 1 ? ms : ms / _unit * _unit);
                if (second < 60) return Parsed.Value;
            }
        }
        return ParseAndRemember(bytes, start, length, isText, out value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    Parsed ParseAndRemember(byte[] bytes, int start, int length, bool isText, out long value)
    {
        var parsed = ParseScalar(bytes.AsSpan(start, length), isText, out value);
        // A text that is shorter, shifted by a space, or the end of a day (24:00) starts with no minute that others share.
        if (parsed != Parsed.Value || length != _length || bytes[start + 10] != form.Separator || bytes[start + 16] != ':') return parsed;
        if (bytes[start + 11] == '2' && bytes[start + 12] == '4') return parsed;
        _minute = Vector128.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(bytes), (nuint)start);
        _minuteMs = value - (value % 60_000 + 60_000) % 60_000;
        return parsed;
    }

    public readonly Parsed ParseScalar(ReadOnlySpan<byte> text, bool isText, out long value)
    {
        value = 0;
        if (!isText || !form.TryRead(text, out var days, out var ns)) return Parsed.Bad;
        value = days * CalendarText.MsPerDay + ns / 1_000_000 / _unit * _unit;
        return Parsed.Value;
    }
}

/// <summary>Parses TIMESTAMP and TIMESTAMP_LTZ beyond milliseconds, as nanoseconds.</summary>
readonly struct WideTimestampParser(TimestampForm form, int precision) : IValueParser<Int128>
{
    readonly long _unit = Digits.Powers[9 - precision];

    public Parsed Parse(byte[] bytes, int start, int length, bool isText, out Int128 value) =>
        ParseScalar(bytes.AsSpan(start, length), isText, out value);

    public Parsed ParseScalar(ReadOnlySpan<byte> text, bool isText, out Int128 value)
    {
        value = 0;
        if (!isText || !form.TryRead(text, out var days, out var ns)) return Parsed.Bad;
        value = (Int128)days * CalendarText.NsPerDay + ns / _unit * _unit;
        return Parsed.Value;
    }
}
