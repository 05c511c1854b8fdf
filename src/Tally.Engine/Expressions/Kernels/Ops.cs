namespace Tally.Engine.Expressions.Kernels;

// Kernels.
//
// A kernel is a loop over arrays; what it does with one value is a struct, so that the compiler makes one tight loop for each pair of types
// and operation. Total operations compute every row, also under a NULL. Partial ones may find no result: they skip NULLs, give NULL by
// returning false, or throw an EvaluationException, to which the kernel adds place and row.

/// <summary>A total function of one value.</summary>
interface IUnaryOp<TIn, TOut>
{
    TOut Apply(TIn value);
}

/// <summary>A total function of two values.</summary>
interface IBinaryOp<TLeft, TRight, TOut>
{
    TOut Apply(TLeft left, TRight right);
}

/// <summary>A function of one value that may find no result.</summary>
interface ITryUnaryOp<TIn, TOut>
{
    bool TryApply(TIn value, out TOut result);
}

/// <summary>A function of two values that may find no result.</summary>
interface ITryBinaryOp<TLeft, TRight, TOut>
{
    bool TryApply(TLeft left, TRight right, out TOut result);
}
