namespace Tally.Engine.Planning.Logical;

/// <summary>ORDER BY the time attribute, ascending: rows leave in the order of time once the watermark has passed them.</summary>
public sealed record SortNode(LogicalNode Source, int TimeColumn) : LogicalNode(Source.Schema, [Source])
{
    public LogicalNode Source => Inputs[0];

    public override string Name => "Sort";

    public override string Details => Columns(Input.Schema, [TimeColumn]);

    protected override NodeTraits DeriveTraits() => Input.Traits;
}
