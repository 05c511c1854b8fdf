using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.Operators.Windows.Slices;
using Tally.Engine.Operators.Windows.Triggers;

namespace Tally.Engine.Operators.Windows;

/// <summary>Groups rows that already carry their window (results of window operators, filtered window columns, sessions). Output as
/// <see cref="WindowAggregatePlan"/>.</summary>
/// <param name="StartColumn">window_start, TIMESTAMP(3).</param>
/// <param name="EndColumn">window_end, TIMESTAMP(3).</param>
/// <param name="Zone">The session zone when the time attribute is a TIMESTAMP_LTZ.</param>
sealed record AttachedWindowAggregatePlan(int StartColumn, int EndColumn, TimeZoneInfo? Zone, ImmutableArray<int> Keys,
    ImmutableArray<SqlType> KeyTypes,
    ImmutableArray<AggregateCall> Aggregates, ImmutableArray<WindowColumn> WindowColumns, bool Updates = false) : OperatorPlan
{
    /// <summary>How long after its end a window still takes late rows and is corrected.</summary>
    public long LatenessMs { get; init; }

    public override Operator Create(IOutput output, OperatorContext context) =>
        new AttachedWindowAggregateOperator(this, output) { Output = output };
}

/// <summary>Runs an <see cref="AttachedWindowAggregatePlan"/>: each window is a slice of its own.</summary>
sealed class AttachedWindowAggregateOperator : SliceAggregateOperator
{
    readonly AttachedWindowAggregatePlan _plan;
    readonly BatchSlices _windows;
    readonly List<int> _rows = [];
    int[] _windowOfRow = [];

    internal AttachedWindowAggregateOperator(AttachedWindowAggregatePlan plan, IOutput output)
        : base(plan.Zone, plan.Keys, plan.KeyTypes, plan.Aggregates, plan.Updates)
    {
        _plan = plan;
        _windows = new(Store);
        var emitter = new WindowEmitter(Store.Keys, Store.Aggregates, plan.KeyTypes, plan.WindowColumns, Clock, output);
        Trigger = plan.LatenessMs == 0
            ? new AttachedTrigger(Store, emitter)
            : new CorrectingTrigger(null, Store, emitter, new(Store, plan.KeyTypes, plan.WindowColumns, Clock, output), plan.LatenessMs);
    }

    private protected override IWindowTrigger Trigger { get; }

    public override void Process(Batch batch, int input)
    {
        if (batch.IsPreview || batch.Count == 0) return;
        if (_windowOfRow.Length < batch.Count) _windowOfRow = new int[Math.Max(1024, batch.Count)];
        _windows.Clear();
        _rows.Clear();
        var starts = ((Column<long>)batch.Columns[_plan.StartColumn]).Values;
        var ends = ((Column<long>)batch.Columns[_plan.EndColumn]).Values;
        for (var row = 0; row < batch.Count; row++)
        {
            var passed = Time.Of(batch, row);
            if (ends[row] - 1 <= WindowCorrections.Earlier(passed, _plan.LatenessMs))
            {
                Time.Reject(batch, row);
                continue;
            }
            _windowOfRow[_rows.Count] = _windows.IndexOf(starts[row], ends[row], ends[row]);
            _rows.Add(row);
        }
        if (_rows.Count == 0) return;
        if (_rows.Count < batch.Count) batch = batch.Gather(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_rows));
        Store.Add(batch, _windows.Slices, _windowOfRow);
    }
}
