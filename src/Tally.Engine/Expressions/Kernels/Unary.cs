using Tally.Engine.Columns;

namespace Tally.Engine.Expressions.Kernels;

/// <summary>A total function of one fixed-size operand.</summary>
sealed class Unary<TIn, TOut, TOp>(string name, SqlType type, Expression operand, TOp op) : Expression(type, operand)
    where TIn : unmanaged where TOut : unmanaged where TOp : struct, IUnaryOp<TIn, TOut>
{
    readonly Column<TOut> _result = new();

    public override bool CannotFail => operand.CannotFail;

    public override Column Evaluate(Batch batch)
    {
        var input = (Column<TIn>)operand.Evaluate(batch);
        _result.Reset(batch.Count);
        _result.Nulls = input.Nulls;
        var from = input.Values.AsSpan(0, batch.Count);
        var to = _result.Values.AsSpan(0, from.Length);
        for (var i = 0; i < from.Length; i++) to[i] = op.Apply(from[i]);
        return _result;
    }

    public override Expression WithChildren(Expression[] children) =>
        new Unary<TIn, TOut, TOp>(name, Type, children[0], op) { Span = Span };

    public override string ToString() => $"{name}({operand})";
}

/// <summary>A function of one fixed-size operand that may find no result.</summary>
sealed class TryUnary<TIn, TOut, TOp>(string name, SqlType type, Expression operand, TOp op) : Expression(type, operand)
    where TIn : unmanaged where TOut : unmanaged where TOp : struct, ITryUnaryOp<TIn, TOut>
{
    readonly Column<TOut> _result = new();

    public override Column Evaluate(Batch batch)
    {
        var input = (Column<TIn>)operand.Evaluate(batch);
        _result.Reset(batch.Count);
        _result.CopyNulls(input.Nulls, batch.Count);
        var row = 0;
        try
        {
            for (; row < batch.Count; row++)
                if (!input.IsNull(row) && !op.TryApply(input.Values[row], out _result.Values[row])) _result.SetNull(row);
        }
        catch (EvaluationException failure) when (failure.Row < 0)
        {
            throw failure.At(Span, row);
        }
        return _result;
    }

    public override Expression WithChildren(Expression[] children) =>
        new TryUnary<TIn, TOut, TOp>(name, Type, children[0], op) { Span = Span };

    public override string ToString() => $"{name}({operand})";
}
