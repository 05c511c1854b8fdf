using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.Operators.Windows.Sessions;
using Tally.Engine.Operators.Windows.Slices;
using Tally.Engine.Operators.Windows.Triggers;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Windows;

/// <summary>Groups rows by session and keys. Output as <see cref="WindowAggregatePlan"/>.</summary>
/// <param name="PartitionKeys">Positions in <paramref name="Keys"/> that make the sessions (PARTITION BY); the others split them.</param>
sealed record SessionAggregatePlan(long GapMs, TimeZoneInfo? Zone, int TimeColumn, ImmutableArray<int> Keys,
    ImmutableArray<SqlType> KeyTypes,
    ImmutableArray<int> PartitionKeys, ImmutableArray<AggregateCall> Aggregates, ImmutableArray<WindowColumn> WindowColumns) : OperatorPlan
{
    public override Operator Create(IOutput output, OperatorContext context) =>
        new SessionAggregateOperator(this, output) { Output = output };
}

/// <summary>Runs a <see cref="SessionAggregatePlan"/>: one slot for each group of each open session.</summary>
sealed class SessionAggregateOperator : Operator, IStatefulOperator, ITimeOperator
{
    readonly SessionAggregatePlan _plan;
    readonly LocalTimeConverter _clock;
    readonly OperatorTime _time;
    readonly KeyTable _keys;
    readonly AggregateSet _aggregates;
    readonly SessionTracker _tracker;
    readonly WindowEmitter _emitter;
    readonly List<Session> _joined = [];
    int[] _holders = [];
    int[] _slots = [];

    internal SessionAggregateOperator(SessionAggregatePlan plan, IOutput output)
    {
        _plan = plan;
        _clock = new(plan.Zone);
        _time = new(_clock);
        _keys = new(plan.Keys, plan.KeyTypes);
        _aggregates = new(plan.Aggregates, false);
        _tracker = new(new([.. plan.PartitionKeys.Select(key => plan.Keys[key])],
            [.. plan.PartitionKeys.Select(key => plan.KeyTypes[key])]), plan.GapMs);
        _emitter = new(_keys, _aggregates, plan.KeyTypes, plan.WindowColumns, _clock, output);
    }

    public long LateCount => _time.LateCount;

    public (long SizeBytes, long Count) StateSize => (_keys.SizeBytes + _aggregates.SizeBytes + _tracker.Count * 160L, _aggregates.Count);

    public override void Process(Batch batch, int input)
    {
        if (batch.IsPreview || batch.Count == 0) return;
        var partitions = _tracker.Map(batch);
        var keys = _keys.Map(batch);
        if (_holders.Length < _keys.Capacity) Array.Resize(ref _holders, Math.Max(64, _keys.Capacity * 2));
        if (_slots.Length < batch.Count) _slots = new int[Math.Max(1024, batch.Count)];
        _slots.AsSpan(0, batch.Count).Clear();
        var times = (Column<long>)batch.Columns[_plan.TimeColumn];
        var unused = new List<int>();
        for (var row = 0; row < batch.Count; row++)
        {
            var passed = _time.Of(batch, row);
            if (_tracker.Assign(partitions[row], _clock.ToLocal(times.Values[row]), passed, _joined) is { } session)
            {
                if (_joined.Count > 0) Join(batch, session);
                _slots[row] = SlotOf(session, keys[row]);
            }
            else
            {
                _time.Reject(batch, row);
                unused.Add(keys[row]);
            }
        }
        _aggregates.Add(batch, _slots);
        foreach (var key in unused)
            if (_holders[key] == 0 && _keys.Contains(key)) _keys.Remove(key);
        _tracker.Tidy();
    }

    // The rows seen so far must be counted before the slots that they went to are merged.
    void Join(Batch batch, Session session)
    {
        _aggregates.Add(batch, _slots);
        _slots.AsSpan(0, batch.Count).Clear();
        foreach (var other in _joined)
        {
            foreach (var (key, slot) in other.Groups)
            {
                _aggregates.Merge([SlotOf(session, key)], [slot]);
                _aggregates.Release([slot]);
                _holders[key]--;
            }
        }
    }

    int SlotOf(Session session, int key)
    {
        if (session.SlotOf(key) is { } known) return known;
        var slot = _aggregates.Take();
        session.Add(key, slot);
        _holders[key]++;
        return slot;
    }

    public override void OnWatermark(long watermarkMs, int input)
    {
        _time.Advance(watermarkMs);
        var over = _tracker.TakeOver(_time.Progress);
        if (over.Count > 0) Emit(over);
        Output.OnWatermark(watermarkMs);
    }

    void Emit(List<Session> over)
    {
        var groups =
            over.SelectMany(session => session.Groups.Select(group => (session.Start, session.End, group.Key, group.Slot))).ToList();
        int[] slots = [.. groups.Select(group => group.Slot)];
        _emitter.Emit([.. groups.Select(group => group.Key)], slots, [.. groups.Select(group => group.Start)],
            [.. groups.Select(group => group.End)]);
        _aggregates.Release(slots);
        foreach (var group in groups)
            if (--_holders[group.Key] == 0) _keys.Remove(group.Key);
        foreach (var session in over) _tracker.ForgetIfEmpty(session.Partition);
    }

    public override void Snapshot(StateWriter writer)
    {
        _time.Snapshot(writer);
        _keys.Snapshot(writer);
        _aggregates.Snapshot(writer);
        _tracker.Snapshot(writer);
    }

    public override void Restore(StateReader reader)
    {
        _time.Restore(reader);
        _keys.Restore(reader);
        _aggregates.Restore(reader);
        _holders = new int[Math.Max(64, _keys.Capacity)];
        foreach (var session in _tracker.Restore(reader))
            foreach (var (key, _) in session.Groups) _holders[key]++;
    }
}
