using System.Numerics;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Arithmetic;

// Integers wrap around as Flink's do; floating numbers never fail.

readonly struct Add<T> : IBinaryOp<T, T, T> where T : IAdditionOperators<T, T, T>
{
    public T Apply(T left, T right) => unchecked(left + right);
}

readonly struct Subtract<T> : IBinaryOp<T, T, T> where T : ISubtractionOperators<T, T, T>
{
    public T Apply(T left, T right) => unchecked(left - right);
}

readonly struct Multiply<T> : IBinaryOp<T, T, T> where T : IMultiplyOperators<T, T, T>
{
    public T Apply(T left, T right) => unchecked(left * right);
}

/// <summary>Division of floating numbers.</summary>
readonly struct Divide<T> : IBinaryOp<T, T, T> where T : IFloatingPoint<T>
{
    public T Apply(T left, T right) => left / right;
}

/// <summary>Division of integers, cut towards zero; the smallest number by -1 wraps around.</summary>
readonly struct IntegerDivide<T> : ITryBinaryOp<T, T, T> where T : IBinaryInteger<T>
{
    public bool TryApply(T left, T right, out T result)
    {
        if (T.IsZero(right)) throw ArithmeticFailures.DivisionByZero();
        result = right == -T.One ? unchecked(-left) : left / right;
        return true;
    }
}

/// <summary>Remainder of integers, with the sign of the dividend.</summary>
readonly struct IntegerRemainder<T> : ITryBinaryOp<T, T, T> where T : IBinaryInteger<T>
{
    public bool TryApply(T left, T right, out T result)
    {
        if (T.IsZero(right)) throw ArithmeticFailures.DivisionByZero();
        result = right == -T.One ? T.Zero : left % right;
        return true;
    }
}

readonly struct Negate<T> : IUnaryOp<T, T> where T : IUnaryNegationOperators<T, T>
{
    public T Apply(T value) => unchecked(-value);
}

readonly struct Absolute<T> : IUnaryOp<T, T> where T : INumber<T>
{
    public T Apply(T value) => T.IsNegative(value) ? unchecked(-value) : value;
}

/// <summary>-1, 0 or 1 times a unit (the 1 of a DECIMAL's scale).</summary>
readonly struct SignOf<T>(T unit) : IUnaryOp<T, T> where T : INumber<T>
{
    public T Apply(T value) => value > T.Zero ? unit : value < T.Zero ? -unit : value;
}

/// <summary>A function of a DOUBLE.</summary>
readonly struct DoubleFunction(Func<double, double> function) : IUnaryOp<double, double>
{
    public double Apply(double value) => function(value);
}

/// <summary>A function of two DOUBLEs.</summary>
readonly struct DoubleFunction2(Func<double, double, double> function) : IBinaryOp<double, double, double>
{
    public double Apply(double left, double right) => function(left, right);
}

/// <summary>What can go wrong in arithmetic.</summary>
static class ArithmeticFailures
{
    public static EvaluationException DivisionByZero() => new("division by zero; guard it with NULLIF(divisor, 0) or CASE");
}
