using Tally.Engine.Columns;

namespace Tally.Engine.Expressions.Kernels;

/// <summary>An expression that gives another result each time: it is never computed beforehand.</summary>
sealed class NonDeterministic(Expression operand) : Expression(operand.Type, operand)
{
    public override bool IsDeterministic => false;

    public override Column Evaluate(Batch batch) => operand.Evaluate(batch);

    public override Expression WithChildren(Expression[] children) => new NonDeterministic(children[0]) { Span = Span };

    public override string ToString() => $"{operand}";
}
