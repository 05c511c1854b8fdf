using Tally.Engine.Operators.Sets;

namespace Tally.Engine.Planning.Logical;

/// <summary>INTERSECT and EXCEPT of two inputs whose columns have the same types.</summary>
sealed record SetOperationNode(LogicalNode Left, LogicalNode Right, SetKind Kind) : LogicalNode(Left.Schema, [Left, Right])
{
    public LogicalNode Left => Inputs[0];
    public LogicalNode Right => Inputs[1];

    public override string Name => "SetOperation";

    public override string Details => Kind.ToString();

    protected override NodeTraits DeriveTraits() =>
        NodeTraits.Updating(Kind is SetKind.Intersect or SetKind.Except ? [.. Enumerable.Range(0, Schema.Count)] : null);
}
