using Tally.Engine.Columns;

namespace Tally.Engine.Expressions.Logic;

/// <summary>The first operand that is not NULL; the later ones are evaluated only for the rows that need them.</summary>
sealed class Coalesce : Expression
{
    readonly SelectedRows[] _subsets;
    readonly BranchMerge _merge;
    int[] _open = [];
    int[] _taken = [];

    public Coalesce(SqlType type, params Expression[] operands) : base(type, operands)
    {
        _subsets = [.. operands.Select(operand => new SelectedRows(operand))];
        _merge = new(type);
    }

    public override bool CannotFail => Children.All(child => child.CannotFail);

    public override Column Evaluate(Batch batch)
    {
        var first = Children[0].Evaluate(batch);
        if (first.Nulls is null) return first;
        if (_open.Length < batch.Count) (_open, _taken) = (new int[batch.Count], new int[batch.Count]);
        for (var row = 0; row < batch.Count; row++) _open[row] = row;
        _merge.Begin(batch.Count);
        var open = Take(first, batch.Count, isWhole: true, isLast: Children.Count == 1);
        for (var i = 1; i < Children.Count && open > 0; i++)
        {
            var isWhole = Children[i].CannotFail;
            var values = isWhole ? Children[i].Evaluate(batch) : _subsets[i].Evaluate(batch, _open.AsSpan(0, open));
            open = Take(values, open, isWhole, isLast: i == Children.Count - 1);
        }
        return _merge.End();
    }

    /// <summary>Takes the open rows that have a value here (the last operand all) and gives the number that stays open.</summary>
    int Take(Column values, int open, bool isWhole, bool isLast)
    {
        var (taken, rest) = (0, 0);
        for (var i = 0; i < open; i++)
        {
            var row = _open[i];
            if (isLast || !values.IsNull(isWhole ? row : i)) _taken[taken++] = row;
        }
        if (!isWhole && taken < open) values = values.Gather(Positions(values, open));
        _merge.Add(values, _taken.AsSpan(0, taken), isWhole);
        for (int i = 0, next = 0; i < open; i++)
        {
            if (next < taken && _open[i] == _taken[next]) next++;
            else _open[rest++] = _open[i];
        }
        return rest;
    }

    static int[] Positions(Column values, int open)
    {
        var positions = new List<int>(open);
        for (var i = 0; i < open; i++)
            if (!values.IsNull(i)) positions.Add(i);
        return [.. positions];
    }

    public override Expression WithChildren(Expression[] children) => new Coalesce(Type, children) { Span = Span };

    public override string ToString() => $"COALESCE({string.Join(", ", Children)})";
}
