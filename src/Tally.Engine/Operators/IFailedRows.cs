using Tally.Engine.Columns;
using Tally.Engine.Expressions;

namespace Tally.Engine.Operators;

/// <summary>Takes the rows for which an expression has no result, so that a live query goes on without them.</summary>
interface IFailedRows
{
    void Take(Batch batch, int row, EvaluationException failure);
}
