using System.Numerics;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Arithmetic;

/// <summary>Sum or difference of DECIMALs whose result surely fits: left × factor ± right × factor.</summary>
readonly struct DecimalSum<T>(T leftFactor, T rightFactor) : IBinaryOp<T, T, T> where T : INumber<T>
{
    public T Apply(T left, T right) => left * leftFactor + right * rightFactor;
}

/// <summary>Product of two 64-bit numbers in 128 bits.</summary>
readonly struct WideProduct : IBinaryOp<long, long, Int128>
{
    public Int128 Apply(long left, long right)
    {
        var high = Math.BigMul(left, right, out var low);
        return new Int128((ulong)high, (ulong)low);
    }
}

/// <summary>Sum or difference whose result may need more than 38 digits: rounded to the scale of the result, NULL where it does not
/// fit.</summary>
readonly struct CappedSum(int leftScale, int rightScale, int sign, int scale, int precision) : ITryBinaryOp<Int128, Int128, Int128>
{
    static readonly Int128 Half = Int128.MaxValue / 2;

    public bool TryApply(Int128 left, Int128 right, out Int128 result)
    {
        if (leftScale == scale && rightScale == scale && Int128.Abs(left) < Half && Int128.Abs(right) < Half)
        {
            result = left + sign * right;
            return DecimalMath.Fits(result, precision);
        }
        var common = Math.Max(leftScale, rightScale);
        var exact = left * BigInteger.Pow(10, common - leftScale) + sign * (BigInteger)right * BigInteger.Pow(10, common - rightScale);
        return DecimalMath.TryRescale(exact, common, scale, precision, out result);
    }
}

/// <summary>Product whose result may need more than 38 digits.</summary>
readonly struct CappedProduct(int exactScale, int scale, int precision) : ITryBinaryOp<Int128, Int128, Int128>
{
    public bool TryApply(Int128 left, Int128 right, out Int128 result) => DecimalMath.ProductFits(left, right)
        ? DecimalMath.TryRescale(left * right, exactScale, scale, precision, out result)
        : DecimalMath.TryRescale((BigInteger)left * right, exactScale, scale, precision, out result);
}

/// <summary>Quotient rounded half up: left × 10^shift / right; NULL where it does not fit, an error for zero.</summary>
readonly struct DecimalQuotient(int shift, int precision) : ITryBinaryOp<Int128, Int128, Int128>
{
    static readonly Int128 MaxSmall = long.MaxValue;

    public bool TryApply(Int128 left, Int128 right, out Int128 result)
    {
        if (right == 0) throw ArithmeticFailures.DivisionByZero();
        if (shift is >= 0 and <= 18 && TrySmall(left, right, out result)) return true;
        if (shift is >= 0 and <= 38 && DecimalMath.ProductFits(left, PowersOfTen.Wide(shift)))
        {
            result =
                DecimalMath.DivideHalfUp(right < 0 ? -left * PowersOfTen.Wide(shift) : left * PowersOfTen.Wide(shift), Int128.Abs(right));
            return DecimalMath.Fits(result, precision);
        }
        var (dividend, divisor) = ((BigInteger)left, (BigInteger)right);
        if (shift >= 0) dividend *= BigInteger.Pow(10, shift);
        else divisor *= BigInteger.Pow(10, -shift);
        return DecimalMath.TryRescale(DecimalMath.DivideHalfUp(dividend, divisor), 0, 0, precision, out result);
    }

    /// <summary>The common case: everything fits 64 bits.</summary>
    bool TrySmall(Int128 left, Int128 right, out Int128 result)
    {
        result = 0;
        if (left < -MaxSmall || left > MaxSmall || right < -MaxSmall || right > MaxSmall) return false;
        var divisor = (ulong)Math.Abs((long)right);
        if (Math.BigMul((ulong)Math.Abs((long)left), (ulong)PowersOfTen.Long(shift), out var dividend) != 0) return false;
        var quotient = dividend / divisor;
        var rest = dividend - quotient * divisor;
        if (rest >= divisor - rest) quotient++;
        if (precision < 20 && quotient >= (ulong)PowersOfTen.Wide(precision)) return false;
        result = left < 0 != right < 0 ? -(Int128)quotient : quotient;
        return true;
    }
}

/// <summary>Remainder with the sign of the dividend, at the larger of the two scales.</summary>
readonly struct DecimalRemainder(int leftScale, int rightScale, int scale, int precision) : ITryBinaryOp<Int128, Int128, Int128>
{
    public bool TryApply(Int128 left, Int128 right, out Int128 result)
    {
        if (right == 0) throw ArithmeticFailures.DivisionByZero();
        var common = Math.Max(leftScale, rightScale);
        var (up1, up2) = (PowersOfTen.Wide(common - leftScale), PowersOfTen.Wide(common - rightScale));
        if (DecimalMath.ProductFits(left, up1) && DecimalMath.ProductFits(right, up2))
            return DecimalMath.TryRescale(DecimalMath.Remainder(left * up1, right * up2), common, scale, precision, out result);
        var rest = BigInteger.Remainder(left * BigInteger.Pow(10, common - leftScale), right * BigInteger.Pow(10, common - rightScale));
        return DecimalMath.TryRescale(rest, common, scale, precision, out result);
    }
}
