using System.Globalization;

namespace Tally.Results;

/// <summary>An exact decimal of up to 38 digits: Unscaled / 10^Scale.</summary>
public readonly record struct DecimalValue(Int128 Unscaled, int Scale) : IComparable<DecimalValue>
{
    /// <summary>Orders values of one scale; a column has one scale.</summary>
    public int CompareTo(DecimalValue other) => Unscaled.CompareTo(other.Unscaled);

    /// <summary>Whether a double, as JavaScript has it, would lose digits: more than 15 significant ones.</summary>
    public bool NeedsText => Int128.Abs(Unscaled) > 999_999_999_999_999;

    public override string ToString()
    {
        if (Scale == 0) return Unscaled.ToString(CultureInfo.InvariantCulture);
        var digits = Int128.Abs(Unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(Scale + 1, '0');
        return $"{(Unscaled < 0 ? "-" : "")}{digits[..^Scale]}.{digits[^Scale..]}";
    }
}
