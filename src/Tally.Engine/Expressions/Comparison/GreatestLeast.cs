using Tally.Engine.Columns;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Comparison;

/// <summary>GREATEST or LEAST of values of one type; NULL where one of them is.</summary>
sealed class GreatestLeast(SqlType type, bool greatest, Expression[] operands) : Expression(type, operands)
{
    readonly Column _result = Column.For(type);

    public override bool CannotFail => Children.All(child => child.CannotFail);

    public override Column Evaluate(Batch batch)
    {
        var columns = new Column[Children.Count];
        for (var i = 0; i < columns.Length; i++) columns[i] = Children[i].Evaluate(batch);
        _result.Reset(0);
        for (var row = 0; row < batch.Count; row++)
        {
            if (Best(columns, row) is { } best) _result.Append(best, row);
            else _result.AppendNull();
        }
        return _result;
    }

    Column? Best(Column[] columns, int row)
    {
        var best = columns[0];
        foreach (var column in columns)
        {
            if (column.IsNull(row)) return null;
            var order = ValueOrder.Compare(column, row, best, row);
            if (greatest ? order > 0 : order < 0) best = column;
        }
        return best;
    }

    public override Expression WithChildren(Expression[] children) => new GreatestLeast(Type, greatest, children) { Span = Span };

    public override string ToString() => ExpressionText.Call(greatest ? "GREATEST" : "LEAST", Children);
}
