using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;

namespace Tally.Engine.Planning.Binding;

/// <summary>A number for each grouping set, picked by the set that a row belongs to.</summary>
/// <param name="set">The 0-based index of the set, BIGINT NOT NULL.</param>
sealed class GroupingId(Expression set, ImmutableArray<long> numbers) : Expression(SqlType.BigInt.WithNullable(false), set)
{
    readonly Column<long> _result = new();

    public override Column Evaluate(Batch batch)
    {
        var sets = (Column<long>)set.Evaluate(batch);
        _result.Reset(batch.Count);
        for (var row = 0; row < batch.Count; row++) _result.Values[row] = numbers[(int)sets.Values[row]];
        return _result;
    }

    public override Expression WithChildren(Expression[] children) => new GroupingId(children[0], numbers);

    public override string ToString() => $"set_number({set}, {string.Join(' ', numbers)})";
}
