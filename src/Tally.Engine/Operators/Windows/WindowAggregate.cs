using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.Operators.Windows.Slices;
using Tally.Engine.Operators.Windows.Triggers;

namespace Tally.Engine.Operators.Windows;

/// <summary>Groups rows by window and keys. Output: the keys, the aggregates, then <paramref name="WindowColumns"/> in order. Only inserts,
/// when the watermark passes a window's end; with an allowed lateness also changes of windows that have fired.</summary>
/// <param name="TimeColumn">The time attribute, in milliseconds.</param>
/// <param name="Keys">The key columns, possibly none.</param>
/// <param name="Updates">Whether the input retracts rows; a window whose last row was taken back gives none.</param>
sealed record WindowAggregatePlan(WindowFunction Window, int TimeColumn, ImmutableArray<int> Keys, ImmutableArray<SqlType> KeyTypes,
    ImmutableArray<AggregateCall> Aggregates, ImmutableArray<WindowColumn> WindowColumns, bool Updates = false) : OperatorPlan
{
    public override Operator Create(IOutput output, OperatorContext context) =>
        new WindowAggregateOperator(this, output) { Output = output };
}

/// <summary>Runs a <see cref="WindowAggregatePlan"/>: folds each row once into its slice, and puts windows together from slices when they
/// fire.</summary>
sealed class WindowAggregateOperator : SliceAggregateOperator
{
    readonly WindowAggregatePlan _plan;
    readonly SliceAssigner _assigner;
    readonly SliceRouter _router;
    long[] _local = [];

    internal WindowAggregateOperator(WindowAggregatePlan plan, IOutput output)
        : base(plan.Window.Zone, plan.Keys, plan.KeyTypes, plan.Aggregates, plan.Updates)
    {
        _plan = plan;
        _assigner = new(plan.Window);
        var emitter = new WindowEmitter(Store.Keys, Store.Aggregates, plan.KeyTypes, plan.WindowColumns, Clock, output);
        Trigger = plan.Window.LatenessMs == 0 ? new WindowTrigger(_assigner, Store, emitter)
            : new CorrectingTrigger(_assigner, Store, emitter, new(Store, plan.KeyTypes, plan.WindowColumns, Clock, output),
                plan.Window.LatenessMs);
        _router = new(_assigner, Time, Store, plan.Window.LatenessMs);
    }

    private protected override IWindowTrigger Trigger { get; }

    public override void Process(Batch batch, int input)
    {
        if (batch.IsPreview || batch.Count == 0) return;
        var times = ((Column<long>)batch.Columns[_plan.TimeColumn]).Values.AsSpan(0, batch.Count);
        if (TryAddToOne(batch, times)) return;
        var local = ToLocal(times);
        var isOnTime = TimeRange.Of(local).Least > Time.Progress && !MayBeLate(batch.RowWatermarks, times);
        _router.Add(batch, local, !isOnTime);
    }

    // The usual batch lies in one slice and under one offset of the zone: two of its times say all, and local times are not written down.
    bool TryAddToOne(Batch batch, ReadOnlySpan<long> times)
    {
        var (least, greatest) = TimeRange.Of(times);
        if (Clock.OffsetOver(least, greatest) is not { } offset || least + offset <= Time.Progress) return false;
        var start = _assigner.SliceStart(least + offset);
        if (start != _assigner.SliceStart(greatest + offset) || MayBeLate(batch.RowWatermarks, times)) return false;
        if (_router.OnTime(start) is { } slice) Store.Add(batch, slice);
        return true;
    }

    ReadOnlySpan<long> ToLocal(ReadOnlySpan<long> times)
    {
        if (_plan.Window.Zone is null) return times;
        if (_local.Length < times.Length) _local = new long[Math.Max(1024, times.Length)];
        Clock.ToLocal(times, _local);
        return _local.AsSpan(0, times.Length);
    }

    // A row can only be late for a window if it is at or behind the watermark itself.
    static bool MayBeLate(long[]? watermarks, ReadOnlySpan<long> times)
    {
        if (watermarks is null) return false;
        for (var i = 0; i < times.Length; i++)
            if (times[i] <= watermarks[i]) return true;
        return false;
    }
}
