using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Operators.Joins;

namespace Tally.Engine.Planning.Logical;

/// <summary>How time takes part in a join.</summary>
public abstract record JoinTime;

/// <summary>Left time between right time + lower and right time + upper, inclusive.</summary>
sealed record IntervalTime(int LeftTime, int RightTime, long LowerMs, long UpperMs) : JoinTime;

/// <summary>Rows of the same window.</summary>
sealed record WindowTime(WindowColumns Left, WindowColumns Right) : JoinTime;

/// <summary>The version of the right side that is valid at the left side's time (FOR SYSTEM_TIME AS OF).</summary>
sealed record VersionTime(int LeftTime, int RightTime) : JoinTime;

/// <summary>A join. The columns of both sides, or of the left one for semi and anti joins.</summary>
/// <param name="LeftKeys">Columns of the left side that must equal <paramref name="RightKeys"/>.</param>
/// <param name="RightKeys">Columns of the right side, counted from its own start.</param>
/// <param name="NullSafe">For each key whether NULL equals NULL.</param>
/// <param name="Condition">What else must be true, over left then right columns, or null.</param>
/// <param name="IsNullAware">NOT IN: a NULL on the right makes the answer unknown.</param>
/// <param name="Time">Null for a regular join, which keeps both sides for ever.</param>
public sealed record JoinNode(LogicalNode Left, LogicalNode Right, JoinKind Kind, ImmutableArray<int> LeftKeys,
    ImmutableArray<int> RightKeys, ImmutableArray<bool> NullSafe,
    Expression? Condition, bool IsNullAware, JoinTime? Time) : LogicalNode(OutputOf(Left.Schema, Right.Schema, Kind), [Left, Right])
{
    public LogicalNode Left => Inputs[0];
    public LogicalNode Right => Inputs[1];

    public override string Name =>
        Time switch { IntervalTime => "IntervalJoin", WindowTime => "WindowJoin", VersionTime => "TemporalJoin", _ => "Join" };

    public override string Details
    {
        get
        {
            var keys =
                LeftKeys.Zip(RightKeys, (left, right) => $"{Columns(Inputs[0].Schema, [left])} = {Columns(Inputs[1].Schema, [right])}");
            var time = Time switch
            {
                IntervalTime interval =>
                    $", {Columns(Inputs[0].Schema, [interval.LeftTime])} between {Columns(Inputs[1].Schema, [interval.RightTime])} + "
                        + $"{interval.LowerMs} ms and + {interval.UpperMs} ms",
                WindowTime window => $", in {window.Left.Function}",
                VersionTime version => $", as of {Columns(Inputs[0].Schema, [version.LeftTime])}",
                _ => "",
            };
            return $"{Kind}{(IsNullAware ? " null-aware" : "")} on {string.Join(", ", keys)}{time}"
                + $"{(Condition is null ? "" : $" where {Condition}")}";
        }
    }

    public bool IsSemi => Kind is JoinKind.Semi or JoinKind.Anti;

    /// <summary>The columns of a join; those of an outer side may be NULL.</summary>
    public static Schema OutputOf(Schema left, Schema right, JoinKind kind) => kind switch
    {
        JoinKind.Semi or JoinKind.Anti => left,
        _ => new([.. Side(left, kind is JoinKind.Right or JoinKind.Full), .. Side(right, kind is JoinKind.Left or JoinKind.Full)]),
    };

    static IEnumerable<Field> Side(Schema schema, bool isPadded) =>
        schema.Fields.Select(field => isPadded ? field with { Type = field.Type.WithNullable(true) } : field);

    protected override NodeTraits DeriveTraits()
    {
        var (left, right, width) = (Inputs[0].Traits, Inputs[1].Traits, Inputs[0].Schema.Count);
        var times = IsSemi ? left.TimeColumns : [.. left.TimeColumns, .. right.TimeColumns.Select(column => column + width)];
        return Time switch
        {
            IntervalTime => NodeTraits.Append with { TimeColumns = times },
            WindowTime => NodeTraits.Append with { TimeColumns = times, Window = left.Window },
            VersionTime => left with { TimeColumns = left.TimeColumns },
            _ => DeriveRegular(left, right),
        };
    }

    NodeTraits DeriveRegular(NodeTraits left, NodeTraits right)
    {
        if (left.IsInsertOnly && right.IsInsertOnly && Kind is JoinKind.Inner or JoinKind.Semi) return NodeTraits.Append;
        if (IsSemi) return NodeTraits.Updating(left.UpsertKey);
        ImmutableArray<int>? key = Kind == JoinKind.Inner && left.UpsertKey is { } one && right.UpsertKey is { } two
            ? [.. one, .. two.Select(column => column + Inputs[0].Schema.Count)]
            : null;
        return NodeTraits.Updating(key);
    }
}
