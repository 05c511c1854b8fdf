using Tally.Engine.Expressions;

namespace Tally.Engine.Planning.Logical;

/// <summary>Keeps the rows for which the condition is true.</summary>
public sealed record FilterNode(LogicalNode Source, Expression Condition) : LogicalNode(Source.Schema, [Source])
{
    public LogicalNode Source => Inputs[0];

    public override string Name => "Filter";

    public override string Details => Condition.ToString();

    protected override NodeTraits DeriveTraits() => Input.Traits;
}
