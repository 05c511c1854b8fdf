using Tally.Engine.Columns;

namespace Tally.Engine.Operators.Joins;

/// <summary>Inner, left, right and full joins. A row that had been padded with NULLs is taken back when its first match comes.</summary>
sealed class PairJoinOperator(RegularJoinPlan plan, TimeProvider clock) : RegularJoinOperator(plan, clock)
{
    readonly bool[] _isOuter = [plan.Sides.Kind is JoinKind.Left or JoinKind.Full, plan.Sides.Kind is JoinKind.Right or JoinKind.Full];

    private protected override void Insert(int input, ReadOnlySpan<byte> key, ReadOnlySpan<byte> row, List<int> matches, bool hasKey)
    {
        var other = Rows[1 - input];
        var total = 0;
        foreach (var match in matches)
        {
            var copies = other.Copies(match);
            if (_isOuter[1 - input] && other.Matches(match) == 0) EmitAlone(1 - input, other[match], ChangeKind.Delete, copies);
            other.Matches(match)++;
            EmitPair(input, row, other[match], ChangeKind.Insert, copies);
            total += copies;
        }
        if (_isOuter[input] && total == 0) EmitAlone(input, row, ChangeKind.Insert, 1);
        if (hasKey) Rows[input].Matches(Rows[input].Add(key, true, row)) = total;
    }

    private protected override void Retract(int input, ReadOnlySpan<byte> row, List<int> matches, bool hasKey)
    {
        // A row that is not there was forgotten after its time to live.
        if (hasKey && !Rows[input].Remove(row)) return;
        var other = Rows[1 - input];
        var total = 0;
        foreach (var match in matches)
        {
            var copies = other.Copies(match);
            EmitPair(input, row, other[match], ChangeKind.Delete, copies);
            if (--other.Matches(match) == 0 && _isOuter[1 - input]) EmitAlone(1 - input, other[match], ChangeKind.Insert, copies);
            total += copies;
        }
        if (_isOuter[input] && total == 0) EmitAlone(input, row, ChangeKind.Delete, 1);
    }

    void EmitPair(int input, ReadOnlySpan<byte> row, ReadOnlySpan<byte> other, ChangeKind kind, int copies)
    {
        if (input == 0) Joined.Append(row, true, other, true, kind, copies);
        else Joined.Append(other, true, row, true, kind, copies);
    }

    void EmitAlone(int input, ReadOnlySpan<byte> row, ChangeKind kind, int copies)
    {
        if (input == 0) Joined.Append(row, true, default, false, kind, copies);
        else Joined.Append(default, false, row, true, kind, copies);
    }
}
