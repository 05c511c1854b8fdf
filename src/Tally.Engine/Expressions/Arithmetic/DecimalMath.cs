using System.Numerics;

namespace Tally.Engine.Expressions.Arithmetic;

/// <summary>Exact arithmetic on scaled integers: rounding half up (away from zero), and results that do not fit their digits.</summary>
static class DecimalMath
{
    static readonly Int128 LongMin = long.MinValue;
    static readonly Int128 LongMax = long.MaxValue;

    /// <summary>value / divisor, rounded half away from zero; the divisor is positive.</summary>
    public static Int128 DivideHalfUp(Int128 value, Int128 divisor)
    {
        if (value >= LongMin && value <= LongMax && divisor <= LongMax)
        {
            var (quotient, rest) = Math.DivRem((long)value, (long)divisor);
            return (UInt128)(ulong)Math.Abs(rest) * 2 >= (UInt128)divisor ? quotient + (value < 0 ? -1 : (Int128)1) : quotient;
        }
        var (wide, left) = Int128.DivRem(value, divisor);
        return Int128.Abs(left) >= divisor - Int128.Abs(left) ? wide + Int128.Sign(value) : wide;
    }

    /// <summary>The remainder with the sign of the dividend.</summary>
    public static Int128 Remainder(Int128 value, Int128 divisor) =>
        value >= LongMin && value <= LongMax && divisor > LongMin && divisor <= LongMax && divisor != -1
            ? (long)value % (long)divisor : value % divisor;

    /// <summary>value / divisor of integers of any size, rounded half away from zero; the divisor may be negative.</summary>
    public static BigInteger DivideHalfUp(BigInteger value, BigInteger divisor)
    {
        var quotient = BigInteger.DivRem(value, divisor, out var rest);
        return BigInteger.Abs(rest) * 2 >= BigInteger.Abs(divisor) ? quotient + value.Sign * divisor.Sign : quotient;
    }

    /// <summary>Brings a value from one scale to another; false when the result has more than the given digits.</summary>
    public static bool TryRescale(Int128 value, int fromScale, int toScale, int precision, out Int128 result)
    {
        if (toScale <= fromScale) result = toScale == fromScale ? value : DivideHalfUp(value, PowersOfTen.Wide(fromScale - toScale));
        else
        {
            var factor = PowersOfTen.Wide(toScale - fromScale);
            result = 0;
            if (Int128.Abs(value) > Int128.MaxValue / factor) return false;
            result = value * factor;
        }
        return Fits(result, precision);
    }

    public static bool TryRescale(BigInteger value, int fromScale, int toScale, int precision, out Int128 result)
    {
        var scaled = toScale >= fromScale
            ? value * BigInteger.Pow(10, toScale - fromScale) : DivideHalfUp(value, BigInteger.Pow(10, fromScale - toScale));
        result = 0;
        if (BigInteger.Abs(scaled) >= (BigInteger)PowersOfTen.Wide(precision)) return false;
        result = (Int128)scaled;
        return true;
    }

    public static bool Fits(Int128 value, int precision) => Int128.Abs(value) < PowersOfTen.Wide(precision);

    /// <summary>Whether a product of the two stays within 127 bits.</summary>
    public static bool ProductFits(Int128 left, Int128 right)
    {
        var bits = Bits(left) + Bits(right);
        return bits <= 127;
    }

    static int Bits(Int128 value) => 128 - (int)Int128.LeadingZeroCount(Int128.Abs(value));
}
