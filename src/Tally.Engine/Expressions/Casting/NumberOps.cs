using System.Numerics;
using Tally.Engine.Expressions.Arithmetic;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Casting;

/// <summary>From one number to another as Java converts them: integers drop upper bits, floating numbers are cut and saturate.</summary>
readonly struct ConvertNumber<TIn, TOut> : IUnaryOp<TIn, TOut> where TIn : INumberBase<TIn> where TOut : INumberBase<TOut>
{
    public TOut Apply(TIn value) => TOut.CreateTruncating(value);
}

/// <summary>From a floating number to INT or BIGINT: cut, and the nearest end of the range where it does not fit.</summary>
readonly struct SaturateNumber<TIn, TOut> : IUnaryOp<TIn, TOut> where TIn : IFloatingPoint<TIn> where TOut : IBinaryInteger<TOut>
{
    public TOut Apply(TIn value) => TIn.IsNaN(value) ? TOut.Zero : TOut.CreateSaturating(value);
}

/// <summary>Keeps the lower 8 or 16 bits: TINYINT and SMALLINT.</summary>
readonly struct CutInteger(int bits) : IUnaryOp<int, int>
{
    public int Apply(int value) => bits == 8 ? (sbyte)value : (short)value;
}

readonly struct IsNotZero<T> : IUnaryOp<T, bool> where T : INumberBase<T>
{
    public bool Apply(T value) => !T.IsZero(value);
}

/// <summary>TRUE is a unit (1, or the 1 of a DECIMAL's scale), FALSE is 0.</summary>
readonly struct BooleanNumber<T>(T unit) : IUnaryOp<bool, T> where T : INumberBase<T>
{
    public T Apply(bool value) => value ? unit : T.Zero;
}

/// <summary>From a DECIMAL to an integer: the fraction is cut, upper bits are dropped.</summary>
readonly struct DecimalInteger<TIn, TOut>(TIn unit) : IUnaryOp<TIn, TOut> where TIn : IBinaryInteger<TIn> where TOut : IBinaryInteger<TOut>
{
    public TOut Apply(TIn value) => TOut.CreateTruncating(value / unit);
}

/// <summary>From a DECIMAL to the nearest DOUBLE.</summary>
readonly struct DecimalDouble(int scale) : IUnaryOp<Int128, double>
{
    static readonly Int128 Exact = 1L << 53;

    public double Apply(Int128 value)
    {
        if (scale <= 22 && Int128.Abs(value) <= Exact) return (double)(long)value / Math.Pow(10, scale);
        Span<byte> text = stackalloc byte[64];
        return double.Parse(text[..NumberText.WriteDecimal(value, scale, text)], System.Globalization.CultureInfo.InvariantCulture);
    }
}

/// <summary>From one DECIMAL to a wider one: nothing can be lost.</summary>
readonly struct ScaleUp<T>(T factor) : IUnaryOp<T, T> where T : INumber<T>
{
    public T Apply(T value) => value * factor;
}

/// <summary>From one DECIMAL (or integer) to another, rounded half up; NULL where the integer digits do not suffice.</summary>
readonly struct Rescale(int fromScale, int toScale, int precision) : ITryUnaryOp<Int128, Int128>
{
    public bool TryApply(Int128 value, out Int128 result) => DecimalMath.TryRescale(value, fromScale, toScale, precision, out result);
}

/// <summary>The same for DECIMALs of at most 18 digits.</summary>
readonly struct RescaleLong(int fromScale, int toScale, int precision) : ITryUnaryOp<long, long>
{
    readonly long _down = PowersOfTen.Long(Math.Max(0, fromScale - toScale));
    readonly long _up = PowersOfTen.Long(Math.Max(0, toScale - fromScale));
    readonly long _limit = PowersOfTen.Long(precision);

    public bool TryApply(long value, out long result)
    {
        var (quotient, rest) = Math.DivRem(value, _down);
        if (Math.Abs(rest) >= _down - Math.Abs(rest)) quotient += Math.Sign(value);
        result = unchecked(quotient * _up);
        return quotient < _limit / _up && quotient > -(_limit / _up);
    }
}

/// <summary>From a DOUBLE to a DECIMAL by its shortest decimal form (a large whole number as it is), rounded half up; NULL where it does
/// not fit.</summary>
readonly struct DoubleDecimal(int precision, int scale, bool isTry) : ITryUnaryOp<double, Int128>
{
    public bool TryApply(double value, out Int128 result)
    {
        if (double.IsFinite(value))
        {
            if (Math.Abs(value) is >= 1L << 53 and < long.MaxValue)
                return DecimalMath.TryRescale((Int128)value, 0, scale, precision, out result);
            Span<byte> text = stackalloc byte[64];
            value.TryFormat(text, out var length, "R", System.Globalization.CultureInfo.InvariantCulture);
            return NumberParser.TryDecimal(text[..length], precision, scale, out result);
        }
        result = 0;
        return isTry ? false : throw new EvaluationException($"{value} has no DECIMAL value; TRY_CAST gives NULL");
    }
}
