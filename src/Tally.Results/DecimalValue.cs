using System.Globalization;

namespace Tally.Results;

/// <summary>An exact decimal of up to 38 digits: Unscaled / 10^Scale.</summary>
readonly record struct DecimalValue(Int128 Unscaled, int Scale) : IComparable<DecimalValue>
{
    static readonly ulong[] s_powers = PowersOfTen();

    /// <summary>Orders values of one scale; a column has one scale.</summary>
    public int CompareTo(DecimalValue other) => Unscaled.CompareTo(other.Unscaled);

    /// <summary>Whether a double, as JavaScript has it, would lose digits: more than 15 significant ones.</summary>
    public bool NeedsText => Int128.Abs(Unscaled) > 999_999_999_999_999;

    public override string ToString()
    {
        if (Scale == 0) return Unscaled.ToString(CultureInfo.InvariantCulture);
        if (Int128.Abs(Unscaled) <= long.MaxValue && Scale <= 18) return OfLong((long)Unscaled);
        var digits = Int128.Abs(Unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(Scale + 1, '0');
        return $"{(Unscaled < 0 ? "-" : "")}{digits[..^Scale]}.{digits[^Scale..]}";
    }

    // Most values fit into 64 bits, which are quicker to write: whole part, point, the rest.
    string OfLong(long value)
    {
        Span<char> text = stackalloc char[40];
        var power = s_powers[Scale];
        var (whole, rest) = ulong.DivRem((ulong)Math.Abs(value), power);
        var at = 0;
        if (value < 0) text[at++] = '-';
        whole.TryFormat(text[at..], out var length, default, CultureInfo.InvariantCulture);
        at += length;
        text[at] = '.';
        for (var i = at + Scale; i > at; i--, rest /= 10) text[i] = (char)('0' + rest % 10);
        return text[..(at + Scale + 1)].ToString();
    }

    static ulong[] PowersOfTen()
    {
        var powers = new ulong[19];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++) powers[i] = powers[i - 1] * 10;
        return powers;
    }
}
