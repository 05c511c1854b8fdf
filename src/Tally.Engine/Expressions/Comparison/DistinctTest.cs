using Tally.Engine.Columns;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Comparison;

/// <summary>IS [NOT] DISTINCT FROM: equality in which NULL equals NULL; never NULL itself.</summary>
sealed class DistinctTest(Expression left, Expression right, bool distinct) : Expression(SqlType.Boolean.WithNullable(false), left, right)
{
    readonly Column<bool> _result = new();

    public override bool CannotFail => left.CannotFail && right.CannotFail;

    public override Column Evaluate(Batch batch)
    {
        var a = left.Evaluate(batch);
        var b = right.Evaluate(batch);
        _result.Reset(batch.Count);
        for (var row = 0; row < batch.Count; row++) _result.Values[row] = ValueOrder.Equal(a, row, b, row) != distinct;
        return _result;
    }

    public override Expression WithChildren(Expression[] children) => new DistinctTest(children[0], children[1], distinct) { Span = Span };

    public override string ToString() => $"({left} IS {(distinct ? "" : "NOT ")}DISTINCT FROM {right})";
}
