using System.Collections.Immutable;
using Tally.Engine.Expressions;
using Tally.Engine.Operators;
using Tally.Engine.Planning.Logical;

namespace Tally.Engine.Planning.Rules;

/// <summary>Finds joins that time bounds: of rows in the same window, or whose times are near; they forget rows, and keep the time
/// attributes.</summary>
sealed class JoinRule : IPlanRule
{
    public LogicalNode Apply(LogicalNode node) => node switch
    {
        JoinNode { Time: null, IsNullAware: false } join => InWindow(join) ?? InInterval(join) ?? join,
        JoinNode { Time: VersionTime time } join => WithVersion(join, time),
        _ => node,
    };

    static JoinNode? InWindow(JoinNode join)
    {
        if (join.Left.Traits is not { IsInsertOnly: true, Window: { IsComplete: true } left }
            || join.Right.Traits is not { IsInsertOnly: true, Window: { IsComplete: true } right }) return null;
        if (left.Function != right.Function || !HasKey(join, left.Start, right.Start) || !HasKey(join, left.End, right.End)) return null;
        return WithoutKeys(join,
            place => IsPair(join, place, left.Start, right.Start)
                || IsPair(join, place, left.End, right.End)) with { Time = new WindowTime(left, right) };
    }

    static bool HasKey(JoinNode join, int left, int right) =>
        Enumerable.Range(0, join.LeftKeys.Length).Any(place => IsPair(join, place, left, right));

    static bool IsPair(JoinNode join, int place, int left, int right) => join.LeftKeys[place] == left && join.RightKeys[place] == right;

    static JoinNode WithoutKeys(JoinNode join, Func<int, bool> isDropped)
    {
        var kept = Enumerable.Range(0, join.LeftKeys.Length).Where(place => !isDropped(place)).ToList();
        return join with
        {
            LeftKeys = [.. kept.Select(place => join.LeftKeys[place])],
            RightKeys = [.. kept.Select(place => join.RightKeys[place])],
            NullSafe = [.. kept.Select(place => join.NullSafe[place])],
        };
    }

    // Needs a lower and an upper bound between two time attributes; an equality is both.
    static JoinNode? InInterval(JoinNode join)
    {
        if (join.IsSemi || !join.Left.Traits.IsInsertOnly || !join.Right.Traits.IsInsertOnly) return null;
        var bounds = new TimeBounds(join);
        var rest = Conditions.Split(join.Condition).Where(condition => !bounds.Take(condition)).ToList();
        var dropped = Enumerable.Range(0, join.LeftKeys.Length).Where(bounds.TakeKey).ToHashSet();
        if (bounds is not { Lower: { } lower, Upper: { } upper }) return null;
        return WithoutKeys(join, dropped.Contains) with { Condition = Conditions.And(rest),
            Time = new IntervalTime(bounds.LeftTime, bounds.RightTime, lower, upper) };
    }

    static JoinNode WithVersion(JoinNode join, VersionTime time)
    {
        var rightTime = join.Right.Traits.TimeColumns is [var only, ..] ? only : -1;
        return join with { Time = time with { RightTime = rightTime } };
    }

    /// <summary>Collects lower ≤ left time − right time ≤ upper.</summary>
    sealed class TimeBounds(JoinNode join)
    {
        readonly int _width = join.Left.Schema.Count;

        public int LeftTime { get; private set; } = -1;
        public int RightTime { get; private set; } = -1;
        public long? Lower { get; private set; }
        public long? Upper { get; private set; }

        /// <summary>Whether the condition is such a bound.</summary>
        public bool Take(Expression condition)
        {
            if (Conditions.Comparison(condition,
                side => Conditions.TimeOffset(side) is { } offset && offset.Column < _width) is not { } comparison) return false;
            if (Conditions.TimeOffset(comparison.Left) is not { } left || Conditions.TimeOffset(comparison.Right) is not { } right
                || right.Column < _width) return false;
            if (!Choose(left.Column, right.Column - _width)) return false;
            Narrow(comparison.Operator, right.OffsetMs - left.OffsetMs);
            return true;
        }

        /// <summary>Whether the key at a place equates two time attributes.</summary>
        public bool TakeKey(int place)
        {
            if (!Choose(join.LeftKeys[place], join.RightKeys[place])) return false;
            Narrow("=", 0);
            return true;
        }

        bool Choose(int left, int right)
        {
            if (!join.Left.Traits.IsTime(left) || !join.Right.Traits.IsTime(right)) return false;
            if (LeftTime >= 0 && (LeftTime != left || RightTime != right)) return false;
            (LeftTime, RightTime) = (left, right);
            return true;
        }

        void Narrow(string word, long ms)
        {
            if (word is "<" or "<=" or "=") Upper = Math.Min(Upper ?? long.MaxValue, word == "<" ? ms - 1 : ms);
            if (word is ">" or ">=" or "=") Lower = Math.Max(Lower ?? long.MinValue, word == ">" ? ms + 1 : ms);
        }
    }
}
