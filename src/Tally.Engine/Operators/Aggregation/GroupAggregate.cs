using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Tally.Engine.Columns;
using Tally.Engine.Operators.Ranking;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Aggregation;

/// <summary>Groups rows by keys without a window. Output: the keys, then the aggregates; an updating result whose upsert key are the keys.
/// Changed groups leave on Refresh.</summary>
/// <param name="Updates">Whether the input retracts rows; a group whose last row was taken back is deleted.</param>
/// <param name="TtlMs">How long an idle group is kept ('table.exec.state.ttl'); 0: for ever.</param>
sealed record GroupAggregatePlan(ImmutableArray<int> Keys, ImmutableArray<SqlType> KeyTypes,
    ImmutableArray<AggregateCall> Aggregates,
    bool Updates = false, long TtlMs = 0) : OperatorPlan
{
    /// <summary>Whether the one group without keys is shown at the end although it has no rows: COUNT is 0 then, and all others are
    /// NULL.</summary>
    public bool ShowsEmpty { get; init; }

    public override Operator Create(IOutput output, OperatorContext context) =>
        new GroupAggregateOperator(this, output, context.Clock) { Output = output };
}

/// <summary>Runs a <see cref="GroupAggregatePlan"/>: one slot a group, and what was last shown of it.</summary>
sealed class GroupAggregateOperator : Operator, IStatefulOperator
{
    readonly GroupAggregatePlan _plan;
    readonly KeyTable _keys;
    readonly AggregateSet _aggregates;
    readonly GroupChanges _changes;
    readonly StateExpiry _expiry;
    readonly GroupView _groups;
    readonly List<GroupTopNOperator> _rankings = [];
    readonly List<int> _changed = [];
    int[] _slotOfKey = [];
    // One bit a key: whether it has changed since the last refresh.
    ulong[] _isChanged = [];
    // Keys and slots are given in the same order: as long as each slot is that of its key and one more, nobody has to look it up.
    bool _isInStep = true;
    int[] _slots = [];

    internal GroupAggregateOperator(GroupAggregatePlan plan, IOutput output, TimeProvider clock)
    {
        _plan = plan;
        _keys = new(plan.Keys, plan.KeyTypes);
        _aggregates = new(plan.Aggregates, plan.Updates);
        _changes = new(_keys, _aggregates, plan, output);
        _expiry = new(plan.TtlMs, clock);
        _groups = new(_keys, _aggregates, plan.KeyTypes);
    }

    /// <summary>Lets a ranking look at the groups. Not while idle groups are forgotten: a ranking must be told of a group's end.</summary>
    internal void Add(GroupTopNOperator ranking)
    {
        if (_plan.TtlMs > 0) throw new InvalidOperationException("groups that expire cannot be looked at");
        _rankings.Add(ranking);
    }

    public (long SizeBytes, long Count) StateSize => (_keys.SizeBytes + _aggregates.SizeBytes, _keys.Count);

    public override void Process(Batch batch, int input)
    {
        if (batch.IsPreview || batch.Count == 0) return;
        var ids = _keys.Map(batch);
        Reserve(batch.Count);
        TouchAll(ids.AsSpan(0, batch.Count));
        if (_isInStep)
            for (var i = 0; i < batch.Count; i++) _slots[i] = ids[i] + 1;
        else
            for (var i = 0; i < batch.Count; i++) _slots[i] = _slotOfKey[ids[i]];
        _aggregates.Add(batch, _slots);
    }

    void TouchAll(ReadOnlySpan<int> ids)
    {
        var changed = _isChanged;
        foreach (var id in ids)
            if ((changed[id >> 6] >> id & 1) == 0) Touch(id);
    }

    void Reserve(int rows)
    {
        if (_slots.Length < rows) _slots = new int[Math.Max(1024, rows)];
        if (_slotOfKey.Length >= _keys.Capacity) return;
        Array.Resize(ref _slotOfKey, Math.Max(64, _keys.Capacity * 2));
        Array.Resize(ref _isChanged, (_slotOfKey.Length + 63) / 64);
    }

    void Touch(int id)
    {
        _isChanged[id >> 6] |= 1UL << id;
        _changed.Add(id);
        _expiry.Touch(id);
        if (_slotOfKey[id] == 0) _slotOfKey[id] = _aggregates.Take();
        _isInStep &= _slotOfKey[id] == id + 1;
    }

    public override void OnWatermark(long watermarkMs, int input)
    {
        Output.OnWatermark(watermarkMs);
        foreach (var ranking in _rankings) ranking.OnWatermark(watermarkMs, 0);
    }

    public override void Refresh(int input)
    {
        if (_plan.ShowsEmpty) TakeEmpty();
        _groups.SlotOfGroup = _slotOfKey;
        foreach (var ranking in _rankings) ranking.Take(_groups, CollectionsMarshal.AsSpan(_changed));
        if (Output.IsRead) _changes.Emit(_changed, _slotOfKey);
        foreach (var id in _changed)
        {
            if (!_aggregates.HasRows(_slotOfKey[id])) Forget(id);
        }
        _changed.Clear();
        _isChanged.AsSpan().Clear();
        foreach (var id in _expiry.Expired()) Forget(id);
        Output.Refresh();
        foreach (var ranking in _rankings) ranking.Refresh(0);
    }

    void TakeEmpty()
    {
        var id = _keys.Map(new() { Count = 1, Columns = [] })[0];
        Reserve(1);
        if (_slotOfKey[id] == 0) Touch(id);
        _aggregates.ShowsEmpty = true;
    }

    void Forget(int id)
    {
        if (!_keys.Contains(id)) return;
        _aggregates.Release([_slotOfKey[id]]);
        _slotOfKey[id] = 0;
        _changes.Forget(id);
        _expiry.Forget(id);
        _keys.Remove(id);
    }

    public override void Snapshot(StateWriter writer)
    {
        _keys.Snapshot(writer);
        _aggregates.Snapshot(writer);
        writer.Write<int>(_slotOfKey.AsSpan(0, _keys.Capacity));
        writer.Write<int>(_changed.ToArray());
        _changes.Snapshot(writer);
        _expiry.Snapshot(writer);
    }

    public override void Restore(StateReader reader)
    {
        _keys.Restore(reader);
        _aggregates.Restore(reader);
        Reserve(0);
        reader.ReadArray<int>().CopyTo(_slotOfKey, 0);
        for (var id = 0; id < _keys.Capacity; id++) _isInStep &= !_keys.Contains(id) || _slotOfKey[id] == id + 1;
        foreach (var id in reader.ReadArray<int>()) Touch(id);
        _changes.Restore(reader);
        _expiry.Restore(reader);
    }
}
