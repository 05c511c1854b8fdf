using Tally.Engine.Columns;

namespace Tally.Engine.Expressions.Logic;

/// <summary>CASE: the result of the first branch whose condition is true, else the last operand. Every branch has the type of the
/// whole.</summary>
/// <remarks>Operands: condition, result, condition, result, …, otherwise. Conditions and results that may fail see only the rows that reach
/// them.</remarks>
sealed class CaseWhen : Expression
{
    readonly SelectedRows[] _subsets;
    readonly BranchMerge _merge;
    int[] _open = [];
    int[] _taken = [];
    int[] _rest = [];

    public CaseWhen(SqlType type, params Expression[] operands) : base(type, operands)
    {
        _subsets = [.. operands.Select(operand => new SelectedRows(operand))];
        _merge = new(type);
    }

    public override bool CannotFail => Children.All(child => child.CannotFail);

    public override Column Evaluate(Batch batch)
    {
        if (_open.Length < batch.Count) (_open, _taken, _rest) = (new int[batch.Count], new int[batch.Count], new int[batch.Count]);
        for (var row = 0; row < batch.Count; row++) _open[row] = row;
        var open = batch.Count;
        _merge.Begin(batch.Count);
        for (var i = 0; i + 1 < Children.Count && open > 0; i += 2)
        {
            var taken = Split(batch, i, ref open);
            if (taken == batch.Count) return Children[i + 1].Evaluate(batch);
            if (taken > 0) Take(batch, i + 1, _taken.AsSpan(0, taken));
        }
        if (open == batch.Count) return Children[^1].Evaluate(batch);
        if (open > 0) Take(batch, Children.Count - 1, _open.AsSpan(0, open));
        return _merge.End();
    }

    /// <summary>Moves the open rows for which the condition is true to the taken ones.</summary>
    int Split(Batch batch, int condition, ref int open)
    {
        var whole = Children[condition].CannotFail || open == batch.Count;
        var values =
            (Column<bool>)(whole ? Children[condition].Evaluate(batch) : _subsets[condition].Evaluate(batch, _open.AsSpan(0, open)));
        var (taken, rest) = (0, 0);
        for (var i = 0; i < open; i++)
        {
            var row = _open[i];
            var index = whole ? row : i;
            if (values.Values[index] && !values.IsNull(index)) _taken[taken++] = row;
            else _rest[rest++] = row;
        }
        (_open, _rest, open) = (_rest, _open, rest);
        return taken;
    }

    void Take(Batch batch, int branch, ReadOnlySpan<int> rows)
    {
        if (Children[branch].CannotFail) _merge.Add(Children[branch].Evaluate(batch), rows, isWhole: true);
        else _merge.Add(_subsets[branch].Evaluate(batch, rows), rows, isWhole: false);
    }

    public override Expression WithChildren(Expression[] children) => new CaseWhen(Type, children) { Span = Span };

    public override string ToString()
    {
        var branches = Enumerable.Range(0, Children.Count / 2).Select(i => $"WHEN {Children[2 * i]} THEN {Children[2 * i + 1]}");
        return $"CASE {string.Join(' ', branches)} ELSE {Children[^1]} END";
    }
}
