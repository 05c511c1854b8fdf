using Tally.Engine.Columns;
using Tally.Engine.Sql;

namespace Tally.Engine.Expressions;

// Expressions.
//
// The binder turns syntax into a tree of bound expressions: names are column indexes, types are Flink's, implicit casts are explicit
// nodes. An expression is evaluated a batch at a time and gives a column with one value a row; nulls go through bitmaps. It owns the
// column that it returns and overwrites it at the next call, so a tree belongs to one thread. Branches that are not taken (CASE, AND, OR,
// COALESCE, IF) are evaluated only for the rows that take them: a division by zero in the other branch must not happen.

/// <summary>A bound expression: a type, and a value for each row of a batch.</summary>
public abstract class Expression(SqlType type, params Expression[] children)
{
    /// <summary>The type of the result, with nullability.</summary>
    public SqlType Type { get; } = type;

    /// <summary>The operands, in order.</summary>
    public IReadOnlyList<Expression> Children { get; } = children;

    /// <summary>Where it was written, for errors at run time; default when it was made by a rule.</summary>
    public TextSpan Span { get; set; }

    /// <summary>Whether the same input always gives the same result (false for RAND and the like).</summary>
    public virtual bool IsDeterministic => Children.All(child => child.IsDeterministic);

    /// <summary>Whether evaluation can neither throw nor be expensive, so that it may run for rows whose result is not needed.</summary>
    public virtual bool CannotFail => false;

    /// <summary>Computes one value for each row. The column is valid until the next call.</summary>
    /// <exception cref="EvaluationException">A row has no result: division by zero, a cast that fails, a bad pattern.</exception>
    public abstract Column Evaluate(Batch batch);

    /// <summary>The same expression over other operands; used by rewrite rules.</summary>
    public abstract Expression WithChildren(Expression[] children);

    /// <summary>As EXPLAIN shows it; two expressions of the same text over the same input mean the same.</summary>
    public abstract override string ToString();
}

/// <summary>A row for which an expression has no result; the row index is that of the batch given to the expression that failed.</summary>
public sealed class EvaluationException(string message, TextSpan span = default, int row = -1) : Exception(message)
{
    public TextSpan Span { get; } = span;
    public int Row { get; } = row;

    /// <summary>The same failure with its place and row.</summary>
    public EvaluationException At(TextSpan place, int atRow) => new(Message, Span.Text is null ? place : Span, atRow);
}
