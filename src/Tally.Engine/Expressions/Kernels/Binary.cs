using Tally.Engine.Columns;

namespace Tally.Engine.Expressions.Kernels;

/// <summary>A total function of two fixed-size operands; a constant operand stays one value.</summary>
sealed class Binary<TLeft, TRight, TOut, TOp>(string name, SqlType type, Expression left, Expression right, TOp op)
    : Expression(type, left, right)
    where TLeft : unmanaged where TRight : unmanaged where TOut : unmanaged where TOp : struct, IBinaryOp<TLeft, TRight, TOut>
{
    readonly Column<TOut> _result = new();
    ulong[] _nulls = [];

    public override bool CannotFail => left.CannotFail && right.CannotFail;

    public override Column Evaluate(Batch batch)
    {
        _result.Reset(batch.Count);
        var to = _result.Values.AsSpan(0, batch.Count);
        if (right is Literal { IsNull: false } constant) WithConstant(batch, constant.Value<TRight>(), to);
        else if (left is Literal { IsNull: false } first) WithConstant(batch, first.Value<TLeft>(), to);
        else WithColumns(batch, to);
        return _result;
    }

    void WithColumns(Batch batch, Span<TOut> to)
    {
        var a = (Column<TLeft>)left.Evaluate(batch);
        var b = (Column<TRight>)right.Evaluate(batch);
        _result.Nulls = Nulls.Either(a.Nulls, b.Nulls, batch.Count, ref _nulls);
        var x = a.Values.AsSpan(0, to.Length);
        var y = b.Values.AsSpan(0, to.Length);
        for (var i = 0; i < to.Length; i++) to[i] = op.Apply(x[i], y[i]);
    }

    void WithConstant(Batch batch, TRight constant, Span<TOut> to)
    {
        var a = (Column<TLeft>)left.Evaluate(batch);
        _result.Nulls = a.Nulls;
        var x = a.Values.AsSpan(0, to.Length);
        for (var i = 0; i < to.Length; i++) to[i] = op.Apply(x[i], constant);
    }

    void WithConstant(Batch batch, TLeft constant, Span<TOut> to)
    {
        var b = (Column<TRight>)right.Evaluate(batch);
        _result.Nulls = b.Nulls;
        var y = b.Values.AsSpan(0, to.Length);
        for (var i = 0; i < to.Length; i++) to[i] = op.Apply(constant, y[i]);
    }

    public override Expression WithChildren(Expression[] children) =>
        new Binary<TLeft, TRight, TOut, TOp>(name, Type, children[0], children[1], op) { Span = Span };

    public override string ToString() => ExpressionText.Call(name, Children);
}

/// <summary>A function of two fixed-size operands that may find no result.</summary>
sealed class TryBinary<TLeft, TRight, TOut, TOp>(string name, SqlType type, Expression left, Expression right, TOp op)
    : Expression(type, left, right)
    where TLeft : unmanaged where TRight : unmanaged where TOut : unmanaged where TOp : struct, ITryBinaryOp<TLeft, TRight, TOut>
{
    readonly Column<TOut> _result = new();

    public override Column Evaluate(Batch batch)
    {
        var a = (Column<TLeft>)left.Evaluate(batch);
        var b = (Column<TRight>)right.Evaluate(batch);
        _result.Reset(batch.Count);
        _result.CopyNulls(a.Nulls, batch.Count);
        _result.AddNulls(b.Nulls, batch.Count);
        var row = 0;
        try
        {
            for (; row < batch.Count; row++)
                if (!_result.IsNull(row) && !op.TryApply(a.Values[row], b.Values[row], out _result.Values[row])) _result.SetNull(row);
        }
        catch (EvaluationException failure) when (failure.Row < 0)
        {
            throw failure.At(Span, row);
        }
        return _result;
    }

    public override Expression WithChildren(Expression[] children) =>
        new TryBinary<TLeft, TRight, TOut, TOp>(name, Type, children[0], children[1], op) { Span = Span };

    public override string ToString() => ExpressionText.Call(name, Children);
}
