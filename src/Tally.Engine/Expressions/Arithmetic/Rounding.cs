using System.Globalization;
using System.Numerics;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Arithmetic;

/// <summary>How a number is brought to fewer digits.</summary>
enum RoundingKind
{
    /// <summary>Half away from zero.</summary>
    Round,

    /// <summary>Towards zero.</summary>
    Truncate,
    Floor,
    Ceil,
}

/// <summary>A scaled integer without its last digits, which become zero or are dropped.</summary>
readonly struct RoundDecimal(RoundingKind kind, int droppedDigits, int restoredZeros) : IUnaryOp<Int128, Int128>
{
    public Int128 Apply(Int128 value)
    {
        if (droppedDigits > 38) return 0;
        var unit = PowersOfTen.Wide(droppedDigits);
        var kept = kind switch
        {
            RoundingKind.Round => DecimalMath.DivideHalfUp(value, unit),
            RoundingKind.Truncate => value / unit,
            RoundingKind.Floor => value / unit - (value % unit < 0 ? 1 : 0),
            _ => value / unit + (value % unit > 0 ? 1 : 0),
        };
        return kept * PowersOfTen.Wide(restoredZeros);
    }
}

/// <summary>A scaled integer rounded to a number of digits that varies by row; its scale stays.</summary>
readonly struct RoundDecimalTo(RoundingKind kind, int scale) : IBinaryOp<Int128, int, Int128>
{
    public Int128 Apply(Int128 value, int digits)
    {
        var dropped = (long)scale - digits;
        if (dropped <= 0) return value;
        return dropped > 38 ? 0 : new RoundDecimal(kind, (int)dropped, (int)dropped).Apply(value);
    }
}

/// <summary>The same where the result may have a digit more than its type takes: then it is NULL.</summary>
readonly struct RoundDecimalWithin(RoundDecimal round, int precision) : ITryUnaryOp<Int128, Int128>
{
    public bool TryApply(Int128 value, out Int128 result)
    {
        result = round.Apply(value);
        return DecimalMath.Fits(result, precision);
    }
}

/// <summary>The same for digits that vary by row.</summary>
readonly struct RoundDecimalToWithin(RoundDecimalTo round, int precision) : ITryBinaryOp<Int128, int, Int128>
{
    public bool TryApply(Int128 value, int digits, out Int128 result)
    {
        result = round.Apply(value, digits);
        return DecimalMath.Fits(result, precision);
    }
}

/// <summary>A DOUBLE rounded or cut by its shortest decimal form, so that 0.15 is what it says.</summary>
readonly struct RoundDouble(RoundingKind kind) : IBinaryOp<double, int, double>
{
    public double Apply(double value, int digits)
    {
        if (!double.IsFinite(value) || value == 0) return value;
        if (digits is >= 0 and <= 15 && TryFast(value, digits, out var rounded)) return rounded;
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var exponentAt = text.IndexOf('E');
        var exponent =
            exponentAt < 0 ? 0 : int.Parse(text.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = exponentAt < 0 ? text : text[..exponentAt];
        var point = mantissa.IndexOf('.');
        var scale = (point < 0 ? 0 : mantissa.Length - point - 1) - exponent;
        if (scale <= digits) return value;
        if (scale - (long)digits > 400) return 0;
        var unscaled = BigInteger.Parse(mantissa.Replace(".", ""), CultureInfo.InvariantCulture);
        var unit = BigInteger.Pow(10, scale - digits);
        var kept = kind == RoundingKind.Round ? DecimalMath.DivideHalfUp(unscaled, unit) : unscaled / unit;
        return double.Parse($"{kept}E{-(long)digits}", CultureInfo.InvariantCulture);
    }

    /// <summary>Away from the places where the last bit would decide, multiplying and dividing by an exact power of ten is exact
    /// enough.</summary>
    bool TryFast(double value, int digits, out double rounded)
    {
        var unit = (double)PowersOfTen.Long(digits);
        var scaled = Math.Abs(value) * unit;
        var whole = Math.Floor(scaled);
        var rest = scaled - whole;
        rounded = (kind == RoundingKind.Round && rest > 0.5 ? whole + 1 : whole) / unit;
        if (value < 0) rounded = 0 - rounded;
        return scaled < 1E14 && rest is > 0.01 and < 0.99 && Math.Abs(rest - 0.5) > 0.01;
    }
}
