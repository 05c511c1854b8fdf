using Tally.Engine.Columns;
using Tally.Engine.Expressions.Casting;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Arithmetic;

/// <summary>The 128-bit form of a 64-bit DECIMAL, and the way back.</summary>
readonly struct Widen : IUnaryOp<long, Int128>
{
    public Int128 Apply(long value) => value;

    /// <summary>The same DECIMAL with a value of 128 bits.</summary>
    public static Expression Of(Expression operand)
    {
        if (operand.Type.IsWide) return operand;
        if (operand is Literal { IsNull: false } literal) return Literal.Of(Wide(operand.Type), (Int128)literal.Value<long>());
        return new Unary<long, Int128, Widen>("WIDEN", Wide(operand.Type), operand, default);
    }

    /// <summary>A DECIMAL type of the same scale that lies in 128 bits.</summary>
    public static SqlType Wide(SqlType type) => type.IsWide ? type : type with { Precision = TypeRules.MaxPrecision };

    /// <summary>A 128-bit result, which is known to fit, as the DECIMAL type it should have.</summary>
    public static Expression Narrow(Expression wide, SqlType type) => type.IsWide
        ? wide : new Unary<Int128, long, Narrowed>("NARROW", type, wide, default);

    readonly struct Narrowed : IUnaryOp<Int128, long>
    {
        public long Apply(Int128 value) => (long)value;
    }
}
