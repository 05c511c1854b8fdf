using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Time.Patterns;

/// <summary>Zones and offsets in patterns.</summary>
static class PatternZones
{
    public static void Write(char letter, int count, ZoneMoment moment, TextOutput output)
    {
        var offset = moment.Offset;
        if (letter == 'z') output.Write(ZoneNames.Short(moment, isLong: count >= 4));
        else if (letter == 'X' && offset == TimeSpan.Zero) output.Write((byte)'Z');
        else
        {
            output.Write((byte)(offset < TimeSpan.Zero ? '-' : '+'));
            output.Write($"{Math.Abs(offset.Hours):00}");
            if (letter == 'X' && count == 1) return;
            output.Write($"{(letter == 'X' && count == 3 ? ":" : "")}{Math.Abs(offset.Minutes):00}");
        }
    }

    /// <summary>Reads what a letter of zones stands for.</summary>
    public static bool TryRead(PatternPart part, PatternStyle style, ref ReadOnlySpan<byte> text, out TimeSpan offset)
    {
        if (style == PatternStyle.Legacy)
            return part.Letter == 'X'
                ? TryIso(part.Count, ref text, out offset)
                : TryName(ref text, out offset) || TryOffset(ref text, null, false, out offset);
        return part.Letter switch
        {
            'X' => TryIso(part.Count, ref text, out offset),
            'x' => TryOffset(ref text, part.Count == 1 ? null : part.Count is 3 or 5, part.Count == 1, out offset),
            'Z' when part.Count == 5 => TryIso(5, ref text, out offset),
            'Z' when part.Count <= 3 => TryOffset(ref text, false, false, out offset),
            'O' or 'Z' => TryGmt(ref text, out offset),
            _ => TryName(ref text, out offset) || TryOffset(ref text, true, false, out offset),
        };
    }

    static bool TryIso(int count, ref ReadOnlySpan<byte> text, out TimeSpan offset)
    {
        offset = default;
        if (!text.StartsWith("Z"u8)) return TryOffset(ref text, count == 1 ? null : count is 3 or 5, count == 1, out offset);
        text = text[1..];
        return true;
    }

    /// <summary>+HH, +HHmm or +HH:mm.</summary>
    /// <param name="colon">Whether there is a colon; null: there may be one.</param>
    static bool TryOffset(ref ReadOnlySpan<byte> text, bool? colon, bool mayEndWithHours, out TimeSpan offset)
    {
        offset = default;
        if (text.Length < 3 || text[0] is not ((byte)'+' or (byte)'-') || !TryTwo(text[1..], out var hours) || hours > 23) return false;
        var rest = text[3..];
        var hasColon = rest.StartsWith(":"u8);
        var digits = hasColon ? rest[1..] : rest;
        var minutes = 0;
        if ((colon is null || colon == hasColon) && TryTwo(digits, out minutes) && minutes < 60) rest = digits[2..];
        else if (!mayEndWithHours) return false;
        else minutes = 0;
        offset = new TimeSpan(hours, minutes, 0) * (text[0] == '-' ? -1 : 1);
        text = rest;
        return true;
    }

    static bool TryTwo(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        if (text.Length < 2 || !char.IsAsciiDigit((char)text[0]) || !char.IsAsciiDigit((char)text[1])) return false;
        value = (text[0] - '0') * 10 + text[1] - '0';
        return true;
    }

    /// <summary>GMT, GMT+8 or GMT+08:00.</summary>
    static bool TryGmt(ref ReadOnlySpan<byte> text, out TimeSpan offset)
    {
        offset = default;
        return text.StartsWith("GMT"u8) && TryName(ref text, out offset);
    }

    /// <summary>The name of a zone: as long as it goes.</summary>
    static bool TryName(ref ReadOnlySpan<byte> text, out TimeSpan offset)
    {
        var length = text.IndexOfAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+-:"u8);
        if (length < 0) length = text.Length;
        offset = default;
        if (length == 0 || !char.IsAsciiLetter((char)text[0])
            || !ZoneNames.TryOffset(System.Text.Encoding.ASCII.GetString(text[..length]), out offset)) return false;
        text = text[length..];
        return true;
    }
}
