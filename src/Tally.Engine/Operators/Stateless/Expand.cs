using System.Collections.Immutable;
using Tally.Engine.Columns;

namespace Tally.Engine.Operators.Stateless;

/// <summary>Repeats each row for every grouping set. Output: the key columns (NULL where the set leaves them out), the set's grouping id
/// (BIGINT NOT NULL), then all input columns unchanged.</summary>
/// <param name="Keys">The columns of GROUP BY.</param>
/// <param name="Sets">For each set the positions in <paramref name="Keys"/> that it keeps.</param>
/// <param name="Ids">For each set its number: equal sets that are written twice have different ones, so the planner maps numbers to
/// GROUPING_ID.</param>
sealed record ExpandPlan(ImmutableArray<int> Keys, ImmutableArray<ImmutableArray<int>> Sets, ImmutableArray<long> Ids) : OperatorPlan
{
    public override Operator Create(IOutput output, OperatorContext context) => new ExpandOperator(this) { Output = output };
}

/// <summary>Runs an <see cref="ExpandPlan"/>, one batch a set; without state.</summary>
sealed class ExpandOperator(ExpandPlan plan) : Operator
{
    readonly Column<long> _id = new();

    public override void Process(Batch batch, int input)
    {
        for (var set = 0; set < plan.Sets.Length; set++)
        {
            _id.Reset(batch.Count);
            _id.Span.Fill(plan.Ids[set]);
            var columns = new Column[plan.Keys.Length + 1 + batch.Columns.Length];
            for (var i = 0; i < plan.Keys.Length; i++)
            {
                var key = batch.Columns[plan.Keys[i]];
                columns[i] = plan.Sets[set].Contains(i) ? key : AllNull(key, batch.Count);
            }
            columns[plan.Keys.Length] = _id;
            batch.Columns.CopyTo(columns, plan.Keys.Length + 1);
            Output.Process(batch.With(columns));
        }
    }

    static Column AllNull(Column like, int count)
    {
        var column = like.NewEmpty();
        for (var i = 0; i < count; i++) column.AppendNull();
        return column;
    }

    public override void OnWatermark(long watermarkMs, int input) => Output.OnWatermark(watermarkMs);
}
