using Tally.Engine.Columns;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Comparison;

/// <summary>Compares a text or binary value with a constant, byte by byte.</summary>
sealed class TextCompareConstant(CompareKind kind, Expression operand, Literal constant) : TextPredicate(operand)
{
    readonly byte[] _constant = constant.Bytes.ToArray();

    protected override bool Test(ReadOnlySpan<byte> text) => kind switch
    {
        CompareKind.Equal => text.SequenceEqual(_constant),
        CompareKind.NotEqual => !text.SequenceEqual(_constant),
        _ => kind.Holds(text.SequenceCompareTo(_constant)),
    };

    public override Expression WithChildren(Expression[] children) => new TextCompareConstant(kind, children[0], constant) { Span = Span };

    public override string ToString() => $"({Children[0]} {kind.Symbol()} {constant})";
}

/// <summary>Compares two values of any type row by row: text and binary by their bytes, nested values part by part.</summary>
sealed class ValueCompare(CompareKind kind, Expression left, Expression right)
    : Expression(TypeRules.NullableIfAny(SqlType.Boolean, [left, right]), left, right)
{
    readonly Column<bool> _result = new();
    ulong[] _nulls = [];

    public override bool CannotFail => left.CannotFail && right.CannotFail;

    public override Column Evaluate(Batch batch)
    {
        var a = left.Evaluate(batch);
        var b = right.Evaluate(batch);
        _result.Reset(batch.Count);
        _result.Nulls = Nulls.Either(a.Nulls, b.Nulls, batch.Count, ref _nulls);
        for (var row = 0; row < batch.Count; row++)
        {
            if (_result.IsNull(row)) continue;
            _result.Values[row] = kind switch
            {
                CompareKind.Equal => ValueOrder.Equal(a, row, b, row),
                CompareKind.NotEqual => !ValueOrder.Equal(a, row, b, row),
                _ => kind.Holds(ValueOrder.Compare(a, row, b, row)),
            };
        }
        return _result;
    }

    public override Expression WithChildren(Expression[] children) => new ValueCompare(kind, children[0], children[1]) { Span = Span };

    public override string ToString() => $"({left} {kind.Symbol()} {right})";
}
