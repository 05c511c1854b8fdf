using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Sets;

/// <summary>All rows of several inputs (UNION ALL); time is that of the input furthest behind.</summary>
sealed record UnionPlan(int Inputs) : OperatorPlan
{
    public override int InputCount => Inputs;

    public override Operator Create(IOutput output, OperatorContext context) => new UnionOperator(this) { Output = output };
}

/// <summary>Runs a <see cref="UnionPlan"/>; keeps the watermark of each input.</summary>
sealed class UnionOperator(UnionPlan plan) : Operator
{
    readonly InputWatermarks _watermarks = new(plan.Inputs);

    public override void Process(Batch batch, int input) => Output.Process(batch);

    public override void OnWatermark(long watermarkMs, int input)
    {
        if (_watermarks.Advance(input, watermarkMs)) Output.OnWatermark(_watermarks.Least);
    }

    public override void Refresh(int input)
    {
        if (_watermarks.IsLastOfRefresh(input)) Output.Refresh();
    }

    public override void Snapshot(StateWriter writer) => _watermarks.Snapshot(writer);

    public override void Restore(StateReader reader) => _watermarks.Restore(reader);
}
