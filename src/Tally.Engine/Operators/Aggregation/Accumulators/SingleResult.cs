using Tally.Engine.Columns;
using Tally.Engine.Expressions;

namespace Tally.Engine.Operators.Aggregation.Accumulators;

/// <summary>
/// SINGLE_VALUE, and a query used as a value: the value of the only row. Several rows are an error once a result is asked for.
/// </summary>
sealed class SingleResult : ListResult
{
    public override bool SkipsNulls => false;

    public override void Append(AggregateCall call, Column[] arguments, Column into)
    {
        if (arguments[0].Count > 1)
            throw new EvaluationException($"one row was expected here, and {arguments[0].Count} came: a single value must have one row "
                + "at most (add a condition, LIMIT 1, or an aggregate such as MAX)", call.Span);
        if (arguments[0].Count == 0) into.AppendNull();
        else into.Append(arguments[0], 0);
    }
}
