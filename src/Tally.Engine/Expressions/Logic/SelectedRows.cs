using Tally.Engine.Columns;

namespace Tally.Engine.Expressions.Logic;

/// <summary>Evaluates an expression for some rows of a batch only: gathers the columns it reads, and maps rows back in failures.</summary>
sealed class SelectedRows
{
    readonly Expression _expression;
    readonly int[] _columns;

    public SelectedRows(Expression expression)
    {
        _expression = expression;
        var columns = new SortedSet<int>();
        Collect(expression, columns);
        _columns = [.. columns];
    }

    static void Collect(Expression expression, SortedSet<int> columns)
    {
        if (expression is ColumnReference column) columns.Add(column.Index);
        foreach (var child in expression.Children) Collect(child, columns);
    }

    /// <summary>The values for the given rows, in their order.</summary>
    public Column Evaluate(Batch batch, ReadOnlySpan<int> rows)
    {
        if (rows.Length == batch.Count) return _expression.Evaluate(batch);
        var columns = new Column[batch.Columns.Length];
        foreach (var index in _columns) columns[index] = batch.Columns[index].Gather(rows);
        try
        {
            return _expression.Evaluate(new() { Count = rows.Length, Columns = columns, RowWatermarks = Pick(batch.RowWatermarks, rows) });
        }
        catch (EvaluationException failure)
        {
            throw failure.At(failure.Span, rows[failure.Row]);
        }
    }

    static long[]? Pick(long[]? values, ReadOnlySpan<int> rows)
    {
        if (values is null) return null;
        var picked = new long[rows.Length];
        for (var i = 0; i < rows.Length; i++) picked[i] = values[rows[i]];
        return picked;
    }
}
