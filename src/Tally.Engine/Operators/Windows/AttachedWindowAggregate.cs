using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.Operators.Windows.Slices;
using Tally.Engine.Operators.Windows.Triggers;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Windows;

/// <summary>Groups rows that already carry their window (results of window operators, filtered window columns, sessions). Output as <see cref="WindowAggregatePlan"/>.</summary>
/// <param name="StartColumn">window_start, TIMESTAMP(3).</param>
/// <param name="EndColumn">window_end, TIMESTAMP(3).</param>
/// <param name="Zone">The session zone when the time attribute is a TIMESTAMP_LTZ.</param>
public sealed record AttachedWindowAggregatePlan(int StartColumn, int EndColumn, TimeZoneInfo? Zone, ImmutableArray<int> Keys, ImmutableArray<SqlType> KeyTypes,
    ImmutableArray<AggregateCall> Aggregates, ImmutableArray<WindowColumn> WindowColumns, bool Updates = false) : OperatorPlan
{
    /// <summary>How long after its end a window still takes late rows and is corrected.</summary>
    public long LatenessMs { get; init; }

    public override Operator Create(IOutput output, OperatorContext context) => new AttachedWindowAggregateOperator(this, output) { Output = output };
}

/// <summary>Runs an <see cref="AttachedWindowAggregatePlan"/>: each window is a slice of its own.</summary>
public sealed class AttachedWindowAggregateOperator : Operator, IStatefulOperator, ITimeOperator
{
    readonly AttachedWindowAggregatePlan _plan;
    readonly LocalTimeConverter _clock;
    readonly OperatorTime _time;
    readonly SliceStore _store;
    readonly IWindowTrigger _firing;
    readonly BatchSlices _windows;
    readonly List<int> _rows = [];
    int[] _windowOfRow = [];

    internal AttachedWindowAggregateOperator(AttachedWindowAggregatePlan plan, IOutput output)
    {
        _plan = plan;
        _clock = new(plan.Zone);
        _time = new(_clock);
        _store = new(new(plan.Keys, plan.KeyTypes), new(plan.Aggregates, plan.Updates));
        _windows = new(_store);
        var emitter = new WindowEmitter(_store.Keys, _store.Aggregates, plan.KeyTypes, plan.WindowColumns, _clock, output);
        _firing = plan.LatenessMs == 0 ? new AttachedTrigger(_store, emitter) : new CorrectingTrigger(null, _store, emitter, new(_store, plan.KeyTypes, plan.WindowColumns, _clock, output), plan.LatenessMs);
    }

    public long LateCount => _time.LateCount;

    public (long SizeBytes, long Count) StateSize => _store.Size;

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
            var passed = _time.Of(batch, row);
            if (ends[row] - 1 <= WindowCorrections.Earlier(passed, _plan.LatenessMs))
            {
                _time.Reject(batch, row);
                continue;
            }
            _windowOfRow[_rows.Count] = _windows.IndexOf(starts[row], ends[row], ends[row]);
            _rows.Add(row);
        }
        if (_rows.Count == 0) return;
        if (_rows.Count < batch.Count) batch = batch.Gather(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_rows));
        _store.Add(batch, _windows.Slices, _windowOfRow);
    }

    public override void OnWatermark(long watermarkMs, int input)
    {
        _time.Advance(watermarkMs);
        _firing.FireUpTo(_time.Progress);
        Output.OnWatermark(watermarkMs);
    }

    public override void Refresh(int input)
    {
        _firing.Preview();
        Output.Refresh();
    }

    public override void Snapshot(StateWriter writer)
    {
        writer.Write(_time.Progress);
        writer.Write(_time.LateCount);
        _store.Snapshot(writer);
        _firing.Snapshot(writer);
    }

    public override void Restore(StateReader reader)
    {
        _time.Restore(reader.ReadInt64(), reader.ReadInt64());
        _store.Restore(reader);
        _firing.Restore(reader);
    }
}
