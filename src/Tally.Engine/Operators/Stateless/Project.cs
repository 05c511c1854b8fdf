using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;

namespace Tally.Engine.Operators.Stateless;

/// <summary>Computes one column for each expression.</summary>
sealed record ProjectPlan(ImmutableArray<Expression> Expressions) : OperatorPlan
{
    public override Operator Create(IOutput output, OperatorContext context) => new ProjectOperator(this) { Output = output };
}

/// <summary>Runs a <see cref="ProjectPlan"/>; without state.</summary>
sealed class ProjectOperator(ProjectPlan plan) : EvaluatingOperator
{
    public override void Process(Batch batch, int input)
    {
        Batch result;
        try
        {
            result = Evaluate(batch);
        }
        catch (EvaluationException) when (Failures is not null)
        {
            result = Evaluate(WithoutFailed(batch, row => Evaluate(row)));
        }
        Output.Process(result);
    }

    Batch Evaluate(Batch batch)
    {
        var columns = new Column[plan.Expressions.Length];
        for (var i = 0; i < columns.Length; i++) columns[i] = plan.Expressions[i].Evaluate(batch);
        return batch.With(columns);
    }

    public override void OnWatermark(long watermarkMs, int input) => Output.OnWatermark(watermarkMs);
}
