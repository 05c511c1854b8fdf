using System.Numerics;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Comparison;

readonly struct Equal<T> : IBinaryOp<T, T, bool> where T : IEqualityOperators<T, T, bool>
{
    public bool Apply(T left, T right) => left == right;
}

readonly struct NotEqual<T> : IBinaryOp<T, T, bool> where T : IEqualityOperators<T, T, bool>
{
    public bool Apply(T left, T right) => left != right;
}

readonly struct Less<T> : IBinaryOp<T, T, bool> where T : IComparisonOperators<T, T, bool>
{
    public bool Apply(T left, T right) => left < right;
}

readonly struct LessOrEqual<T> : IBinaryOp<T, T, bool> where T : IComparisonOperators<T, T, bool>
{
    public bool Apply(T left, T right) => left <= right;
}

readonly struct Greater<T> : IBinaryOp<T, T, bool> where T : IComparisonOperators<T, T, bool>
{
    public bool Apply(T left, T right) => left > right;
}

readonly struct GreaterOrEqual<T> : IBinaryOp<T, T, bool> where T : IComparisonOperators<T, T, bool>
{
    public bool Apply(T left, T right) => left >= right;
}

/// <summary>Compares two truth values; FALSE is below TRUE.</summary>
readonly struct BooleanCompare(CompareKind kind) : IBinaryOp<bool, bool, bool>
{
    public bool Apply(bool left, bool right) => kind.Holds((left ? 1 : 0) - (right ? 1 : 0));
}

/// <summary>Compares two DECIMALs of any scales exactly.</summary>
readonly struct DecimalCompare(CompareKind kind, Int128 leftFactor, Int128 rightFactor) : IBinaryOp<Int128, Int128, bool>
{
    public bool Apply(Int128 left, Int128 right) =>
        kind.Holds(leftFactor > Int128.One ? Scaled(left, leftFactor, right) : -Scaled(right, rightFactor, left));

    /// <summary>The order of value × factor and another value; a product beyond 128 bits is beyond every other value.</summary>
    static int Scaled(Int128 value, Int128 factor, Int128 other)
    {
        if (Int128.Abs(value) > Int128.MaxValue / factor) return Int128.Sign(value);
        return (value * factor).CompareTo(other);
    }
}
