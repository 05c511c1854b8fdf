using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.Operators.Windows.Slices;
using Tally.Engine.Operators.Windows.Triggers;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Windows;

/// <summary>An aggregation whose groups lie in slices: whoever derives from it says which slice a row goes into and which trigger
/// fires.</summary>
abstract class SliceAggregateOperator : Operator, IStatefulOperator, ITimeOperator
{
    private protected SliceAggregateOperator(TimeZoneInfo? zone, ImmutableArray<int> keys, ImmutableArray<SqlType> keyTypes,
        ImmutableArray<AggregateCall> calls, bool updates)
    {
        Clock = new(zone);
        Time = new(Clock);
        Store = new(new(keys, keyTypes), new(calls, updates));
    }

    private protected LocalTimeConverter Clock { get; }

    private protected OperatorTime Time { get; }

    private protected SliceStore Store { get; }

    private protected abstract IWindowTrigger Trigger { get; }

    public long LateCount => Time.LateCount;

    public (long SizeBytes, long Count) StateSize => Store.Size;

    public sealed override void OnWatermark(long watermarkMs, int input)
    {
        Time.Advance(watermarkMs);
        Trigger.FireUpTo(Time.Progress);
        Output.OnWatermark(watermarkMs);
    }

    public sealed override void Refresh(int input)
    {
        Trigger.Preview();
        Output.Refresh();
    }

    public sealed override void Snapshot(StateWriter writer)
    {
        Time.Snapshot(writer);
        Store.Snapshot(writer);
        Trigger.Snapshot(writer);
    }

    public sealed override void Restore(StateReader reader)
    {
        Time.Restore(reader);
        Store.Restore(reader);
        Trigger.Restore(reader);
    }
}
