using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Joins;

/// <summary>Tests what a join asks for besides equal keys, for many pairs of stored rows at once.</summary>
sealed class PairCondition(JoinSides sides)
{
    readonly RowCodec _left = new(sides.LeftTypes);
    readonly RowCodec _right = new(sides.RightTypes);

    /// <summary>Whether every pair passes without a test.</summary>
    public bool IsAlwaysTrue => sides.Condition is null;

    /// <summary>For each pair whether the condition is TRUE.</summary>
    public bool[] Test(List<(byte[] Left, byte[] Right)> pairs) => Test(pairs.Count, pair => pairs[pair].Left, pair => pairs[pair].Right);

    /// <summary>For each pair whether the condition is TRUE; the rows of a pair are asked for only when there is one.</summary>
    public bool[] Test(int count, Func<int, ReadOnlySpan<byte>> leftOf, Func<int, ReadOnlySpan<byte>> rightOf)
    {
        var passed = new bool[count];
        if (sides.Condition is not { } condition)
        {
            Array.Fill(passed, true);
            return passed;
        }
        if (count == 0) return passed;
        var left = _left.NewColumns();
        var right = _right.NewColumns();
        for (var pair = 0; pair < count; pair++)
        {
            _left.Decode(leftOf(pair), left);
            _right.Decode(rightOf(pair), right);
        }
        var result = (Column<bool>)condition.Evaluate(new Batch { Count = count, Columns = [.. left, .. right] });
        for (var i = 0; i < passed.Length; i++) passed[i] = result.Values[i] && !result.IsNull(i);
        return passed;
    }
}
