using Tally.Engine.Columns;

namespace Tally.Engine.Expressions.Logic;

/// <summary>Whether a time in milliseconds is in a range: from inclusive, to exclusive.</summary>
sealed class TimeRangeTest(Expression time, long fromMs, long toMs) : Expression(SqlType.Boolean.WithNullable(false), time)
{
    readonly Column<bool> _result = new();

    public override Column Evaluate(Batch batch)
    {
        var times = ((Column<long>)Children[0].Evaluate(batch)).Values.AsSpan(0, batch.Count);
        _result.Reset(batch.Count);
        var results = _result.Span;
        for (var row = 0; row < times.Length; row++) results[row] = times[row] >= fromMs && times[row] < toMs;
        return _result;
    }

    public override Expression WithChildren(Expression[] children) => new TimeRangeTest(children[0], fromMs, toMs);

    public override string ToString() => $"{Children[0]} BETWEEN {fromMs} AND {toMs} - 1";
}
