namespace Tally.Engine.Expressions.RegularExpressions;

/// <summary>How many characters a part takes at least and at most, by the rules with which Java judges a look back.</summary>
readonly record struct RegexLength(long Min, long Max, bool IsBounded, bool IsFixedWay)
{
    /// <param name="node">The part; IsFixedWay says that there is only one way to match it, as Java sees it.</param>
    public static RegexLength Of(RegexNode node) => node switch
    {
        SetNode => new(1, 1, true, true),
        SequenceNode sequence => sequence.Parts.Aggregate(new RegexLength(0, 0, true, true), (sum, part) => sum.Then(Of(part))),
        ChoiceNode choice => choice.Branches.Select(Of).Aggregate((left, right) => left.Or(right)) with { IsFixedWay = false },
        RepeatNode repeat => Of(repeat.Body).Times(repeat),
        GroupNode group => Of(group.Body),
        AtomicNode atomic => Of(atomic.Body),
        BackReferenceNode or ClusterNode => new(0, 0, false, false),
        _ => new(0, 0, true, true),
    };

    RegexLength Then(RegexLength next) =>
        Checked(Min + next.Min, Max + next.Max, IsBounded && next.IsBounded, IsFixedWay && next.IsFixedWay);

    RegexLength Or(RegexLength other) => new(Math.Min(Min, other.Min), Math.Max(Max, other.Max), IsBounded && other.IsBounded, false);

    RegexLength Times(RepeatNode repeat)
    {
        var isLoop = !IsFixedWay && repeat.Max > 1;
        return Checked(Min * repeat.Min, Max * repeat.Max, IsBounded && !isLoop, IsFixedWay && repeat.Min == repeat.Max);
    }

    static RegexLength Checked(long min, long max, bool isBounded, bool isFixedWay) =>
        new(Math.Min(min, int.MaxValue), Math.Min(max, int.MaxValue), isBounded && max <= int.MaxValue, isFixedWay);
}
