using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Joins;

/// <summary>Semi and anti joins (IN, EXISTS and their opposites): left rows appear and disappear as the right side changes.</summary>
sealed class SemiJoinOperator(RegularJoinPlan plan, TimeProvider clock) : RegularJoinOperator(plan, clock)
{
    readonly bool _nullAware = plan.NullAware;

    // Of the right side, for NOT IN: how many rows there are, and how many have a NULL key.
    int _rightCount;
    int _rightNulls;

    private protected override void Insert(int input, ReadOnlySpan<byte> key, ReadOnlySpan<byte> row, List<int> matches, bool hasKey)
    {
        if (input == 1)
        {
            if (hasKey) Rows[1].Add(key, true, row);
            ChangeRight(matches, hasKey, 1);
            return;
        }
        var total = Total(matches);
        if (IsVisible(total, hasKey, _rightCount, _rightNulls)) Joined.Append(row, true, default, false, ChangeKind.Insert);
        Rows[0].Matches(Rows[0].Add(key, hasKey, row)) = total;
    }

    private protected override void Retract(int input, ReadOnlySpan<byte> row, List<int> matches, bool hasKey)
    {
        if (input == 1)
        {
            if (!hasKey || Rows[1].Remove(row)) ChangeRight(matches, hasKey, -1);
            return;
        }
        if (!Rows[0].Remove(row)) return;
        if (IsVisible(Total(matches), hasKey, _rightCount, _rightNulls)) Joined.Append(row, true, default, false, ChangeKind.Delete);
    }

    int Total(List<int> matches)
    {
        var total = 0;
        foreach (var match in matches) total += Rows[1].Copies(match);
        return total;
    }

    void ChangeRight(List<int> matches, bool hasKey, int by)
    {
        var (count, nulls) = (_rightCount, _rightNulls);
        _rightCount += by;
        _rightNulls += hasKey ? 0 : by;
        var matched = matches.ToHashSet();
        // NOT IN: a first NULL, or a first row at all, concerns every left row.
        if (_nullAware && (count == 0 != (_rightCount == 0) || nulls == 0 != (_rightNulls == 0)))
        {
            for (var id = 0; id < Rows[0].Capacity; id++)
                if (Rows[0].Contains(id)) ChangeLeft(id, matched.Contains(id) ? by : 0, count, nulls);
        }
        else
            foreach (var id in matches) ChangeLeft(id, by, count, nulls);
    }

    void ChangeLeft(int id, int by, int countBefore, int nullsBefore)
    {
        var hasKey = Rows[0].HasKey(id);
        var before = IsVisible(Rows[0].Matches(id), hasKey, countBefore, nullsBefore);
        Rows[0].Matches(id) += by;
        var after = IsVisible(Rows[0].Matches(id), hasKey, _rightCount, _rightNulls);
        if (before != after)
            Joined.Append(Rows[0][id], true, default, false, after ? ChangeKind.Insert : ChangeKind.Delete, Rows[0].Copies(id));
    }

    bool IsVisible(int matches, bool hasKey, int rightCount, int rightNulls)
    {
        if (Sides.Kind == JoinKind.Semi) return matches > 0;
        if (!_nullAware) return matches == 0;
        return rightCount == 0 || (matches == 0 && hasKey && rightNulls == 0);
    }

    public override void Snapshot(StateWriter writer)
    {
        base.Snapshot(writer);
        writer.Write(_rightCount);
        writer.Write(_rightNulls);
    }

    public override void Restore(StateReader reader)
    {
        base.Restore(reader);
        _rightCount = reader.ReadInt32();
        _rightNulls = reader.ReadInt32();
    }
}
