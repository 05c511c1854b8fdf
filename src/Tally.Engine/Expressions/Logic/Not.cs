using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Logic;

/// <summary>NOT: NULL stays NULL.</summary>
readonly struct Not : IUnaryOp<bool, bool>
{
    public bool Apply(bool value) => !value;

    public static Expression Of(Expression operand) =>
        new Unary<bool, bool, Not>("NOT", operand.Type.WithoutTimeAttribute(), operand, default) { Span = operand.Span };
}
