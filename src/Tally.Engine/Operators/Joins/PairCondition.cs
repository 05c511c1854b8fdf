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
    public bool[] Test(List<(byte[] Left, byte[] Right)> pairs)
    {
        var passed = new bool[pairs.Count];
        if (sides.Condition is not { } condition)
        {
            Array.Fill(passed, true);
            return passed;
        }
        if (pairs.Count == 0) return passed;
        var left = _left.NewColumns();
        var right = _right.NewColumns();
        foreach (var pair in pairs)
        {
            _left.Decode(pair.Left, left);
            _right.Decode(pair.Right, right);
        }
        var result = (Column<bool>)condition.Evaluate(new Batch { Count = pairs.Count, Columns = [.. left, .. right] });
        for (var i = 0; i < passed.Length; i++) passed[i] = result.Values[i] && !result.IsNull(i);
        return passed;
    }
}
