using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Stateless;

/// <summary>Constant rows. It has no table to read: whoever runs the pipeline calls OnWatermark(long.MaxValue, 0) once, and the rows
/// leave.</summary>
/// <param name="Rows">Expressions without input, each row as long as <paramref name="Types"/>.</param>
sealed record ValuesPlan(ImmutableArray<ImmutableArray<Expression>> Rows, ImmutableArray<SqlType> Types) : OperatorPlan
{
    public override int InputCount => 0;

    public override Operator Create(IOutput output, OperatorContext context) => new ValuesOperator(this) { Output = output };
}

/// <summary>Runs a <see cref="ValuesPlan"/>; remembers whether the rows have left.</summary>
sealed class ValuesOperator(ValuesPlan plan) : Operator
{
    bool _emitted;

    public override void Process(Batch batch, int input) => throw new InvalidOperationException("constant rows take no input");

    public override void OnWatermark(long watermarkMs, int input)
    {
        if (!_emitted && plan.Rows.Length > 0) Output.Process(Evaluate());
        _emitted = true;
        Output.OnWatermark(watermarkMs);
    }

    Batch Evaluate()
    {
        var one = new Batch { Count = 1 };
        var columns = new Column[plan.Types.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = Column.For(plan.Types[i]);
            foreach (var row in plan.Rows) columns[i].Append(row[i].Evaluate(one), 0);
        }
        return new() { Count = plan.Rows.Length, Columns = columns };
    }

    public override void Snapshot(StateWriter writer) => writer.Write(_emitted);

    public override void Restore(StateReader reader) => _emitted = reader.ReadBoolean();
}
