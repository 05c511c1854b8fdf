using Tally.Engine.Columns;
using Tally.Engine.Expressions;

namespace Tally.Engine.Operators.Stateless;

/// <summary>Keeps the rows for which a condition is TRUE.</summary>
/// <param name="Condition">A BOOLEAN over the input.</param>
sealed record FilterPlan(Expression Condition) : OperatorPlan
{
    public override Operator Create(IOutput output, OperatorContext context) => new FilterOperator(this) { Output = output };
}

/// <summary>Runs a <see cref="FilterPlan"/>; without state.</summary>
sealed class FilterOperator(FilterPlan plan) : EvaluatingOperator
{
    int[] _rows = [];

    public override void Process(Batch batch, int input)
    {
        int kept;
        try
        {
            kept = Select(batch);
        }
        catch (EvaluationException) when (Failures is not null)
        {
            batch = WithoutFailed(batch, row => plan.Condition.Evaluate(row));
            kept = Select(batch);
        }
        if (kept == batch.Count) Output.Process(batch);
        else if (kept > 0) Output.Process(Whole(batch, kept));
    }

    // An update of which only one half passes is a delete or an insert for whoever comes behind.
    Batch Whole(Batch batch, int kept)
    {
        var rows = _rows.AsSpan(0, kept);
        var gathered = batch.Gather(rows);
        if (gathered.Kinds is not { } kinds) return gathered;
        for (var i = 0; i < kept; i++)
        {
            if (kinds[i] == ChangeKind.UpdateBefore && (i + 1 == kept || rows[i + 1] != rows[i] + 1)) kinds[i] = ChangeKind.Delete;
            else if (kinds[i] == ChangeKind.UpdateAfter && (i == 0 || rows[i - 1] != rows[i] - 1)) kinds[i] = ChangeKind.Insert;
        }
        return gathered;
    }

    public override void OnWatermark(long watermarkMs, int input) => Output.OnWatermark(watermarkMs);

    int Select(Batch batch)
    {
        var condition = (Column<bool>)plan.Condition.Evaluate(batch);
        if (_rows.Length < batch.Count) _rows = new int[Math.Max(batch.Count, 1024)];
        var values = condition.Values.AsSpan(0, batch.Count);
        var kept = 0;
        for (var row = 0; row < values.Length; row++)
        {
            _rows[kept] = row;
            kept += values[row] ? 1 : 0;
        }
        return condition.HasNulls ? DropNulls(condition, kept) : kept;
    }

    int DropNulls(Column condition, int count)
    {
        var kept = 0;
        for (var i = 0; i < count; i++)
            if (!condition.IsNull(_rows[i])) _rows[kept++] = _rows[i];
        return kept;
    }
}
