using Tally.Engine.Columns;

namespace Tally.Engine.Expressions.Casting;

/// <summary>The same values under another type that lies the same way in a column: a cast that costs nothing.</summary>
sealed class Reinterpret(Expression operand, SqlType type) : Expression(type, operand)
{
    public override bool CannotFail => operand.CannotFail;

    public override Column Evaluate(Batch batch) => operand.Evaluate(batch);

    public override Expression WithChildren(Expression[] children) => new Reinterpret(children[0], Type) { Span = Span };

    public override string ToString() => $"CAST({operand} AS {Type.WithNullable(true)})";
}
