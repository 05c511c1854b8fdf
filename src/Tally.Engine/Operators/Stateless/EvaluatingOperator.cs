using Tally.Engine.Columns;
using Tally.Engine.Expressions;

namespace Tally.Engine.Operators.Stateless;

/// <summary>An operator that evaluates expressions of which some may have no result for a row.</summary>
abstract class EvaluatingOperator : Operator
{
    /// <summary>Takes the rows for which an expression has no result; null where the first one stops the query (bounded runs).</summary>
    public IFailedRows? Failures { get; set; }

    /// <summary>The rows of a batch for which <paramref name="evaluate"/> has a result; the others go to <see cref="Failures"/>.</summary>
    protected Batch WithoutFailed(Batch batch, Action<Batch> evaluate)
    {
        var sound = new List<int>();
        for (var row = 0; row < batch.Count; row++)
        {
            try
            {
                evaluate(batch.Gather([row]));
                sound.Add(row);
            }
            catch (EvaluationException failure)
            {
                Failures!.Take(batch, row, failure);
            }
        }
        return batch.Gather(sound.ToArray());
    }
}
