using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Operators.Aggregation.Accumulators;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Aggregation;

/// <summary>All aggregates of one operator: their accumulators, shared where calls need the same state, and the slots of their
/// groups.</summary>
sealed class AggregateSet
{
    readonly ImmutableArray<AggregateCall> _calls;
    readonly List<Lane> _lanes = [];
    readonly Lane[] _laneOfCall;
    readonly CountAccumulator? _rows;
    readonly Stack<int> _free = new();
    int _capacity = 1;
    int _used = 1;
    int[] _filtered = [];
    int[] _counted = [];
    int[] _same = [];

    /// <summary>One accumulator, and which rows reach it.</summary>
    sealed record Lane(string Key, Accumulator Accumulator, int Filter, int NullColumn);

    /// <param name="retracts">Whether rows are taken back; then the set counts the rows of each slot.</param>
    public AggregateSet(ImmutableArray<AggregateCall> calls, bool retracts)
    {
        _calls = calls;
        _laneOfCall = new Lane[calls.Length];
        foreach (var i in Enumerable.Range(0, calls.Length).OrderBy(i => calls[i].Function == "COUNT"))
            _laneOfCall[i] = LaneOf(calls[i], retracts);
        if (retracts) _rows = new();
    }

    /// <summary>Whether a slot without rows counts as one that has some.</summary>
    public bool ShowsEmpty { get; set; }

    /// <summary>The number of slots in use.</summary>
    public int Count => _used - 1 - _free.Count;

    public long SizeBytes => _lanes.Sum(lane => lane.Accumulator.SizeBytes);

    /// <summary>The types of the results.</summary>
    public IEnumerable<SqlType> Types => _calls.Select(call => call.Type);

    Lane LaneOf(AggregateCall call, bool retracts)
    {
        var key = AccumulatorFactory.SharingKey(call, retracts);
        var shared = _lanes.Find(lane => lane.Key == key
            || (call is { Function: "COUNT", IsDistinct: false, Arguments.Length: 1 }
                && lane.Key == key.Replace("COUNT(", "SUM(", StringComparison.Ordinal)));
        if (shared is null)
        {
            var accumulator = TryCountBySum(call) ?? AccumulatorFactory.Create(call, retracts);
            shared = new(key, accumulator, call.Filter, accumulator.SkipsNulls && call.Arguments.Length > 0 ? call.Arguments[0] : -1);
            _lanes.Add(shared);
        }
        if (shared.Accumulator is DistinctAccumulator distinct) distinct.Include(call);
        return shared;
    }

    // Calls of COUNT come after the sums.
    CountOfSumAccumulator? TryCountBySum(AggregateCall call)
    {
        if (call is not { Function: "COUNT", IsDistinct: false, Arguments.Length: 0, Filter: < 0 }) return null;
        var counted = _lanes.Find(lane => lane is { Accumulator: ICountedSum, Filter: < 0 });
        return counted is null ? null : new((ICountedSum)counted.Accumulator, counted.NullColumn);
    }

    /// <summary>A slot for a new group.</summary>
    public int Take()
    {
        if (_free.Count > 0) return _free.Pop();
        if (_used == _capacity) Grow(Math.Max(64, _capacity * 2));
        return _used++;
    }

    /// <summary>Empties slots and gives them up.</summary>
    public void Release(ReadOnlySpan<int> slots)
    {
        foreach (var lane in _lanes) lane.Accumulator.Clear(slots);
        _rows?.Clear(slots);
        // The lowest comes out first, so that the next groups lie side by side.
        for (var i = slots.Length - 1; i >= 0; i--) _free.Push(slots[i]);
    }

    void Grow(int capacity)
    {
        _capacity = capacity;
        foreach (var lane in _lanes) lane.Accumulator.Grow(capacity);
        _rows?.Grow(capacity);
    }

    /// <summary>Takes a batch in: row i belongs to slot <paramref name="slots"/>[i]; 0 drops it. Rows that retract are taken
    /// back.</summary>
    public void Add(Batch batch, int[] slots)
    {
        if (_capacity == 1) Grow(64);
        if (_rows is not null && batch.Kinds is { } kinds) AddChanges(batch, kinds, slots);
        else Run(batch, slots.AsSpan(0, batch.Count), false);
    }

    /// <summary>Takes a batch in of which every row belongs to one slot.</summary>
    public void Add(Batch batch, int slot)
    {
        if (_capacity == 1) Grow(64);
        if (_same.Length < batch.Count) _same = new int[Math.Max(1024, batch.Count)];
        _same.AsSpan(0, batch.Count).Fill(slot);
        if (_rows is not null && batch.Kinds is { } kinds) AddChanges(batch, kinds, _same);
        else Run(batch, _same.AsSpan(0, batch.Count), false, slot);
    }

    void AddChanges(Batch batch, ChangeKind[] kinds, int[] slots)
    {
        var added = new int[batch.Count];
        var retracted = new int[batch.Count];
        for (var i = 0; i < batch.Count; i++)
        {
            if (kinds[i] is ChangeKind.UpdateBefore or ChangeKind.Delete) retracted[i] = slots[i];
            else added[i] = slots[i];
        }
        Run(batch, added, false);
        Run(batch, retracted, true);
    }

    /// <param name="only">The slot of all rows, or -1.</param>
    void Run(Batch batch, ReadOnlySpan<int> slots, bool retract, int only = -1)
    {
        if (_filtered.Length < slots.Length)
            (_filtered, _counted) = (new int[Math.Max(1024, slots.Length)], new int[Math.Max(1024, slots.Length)]);
        foreach (var lane in _lanes)
        {
            var counting = slots;
            if (only > 0 && lane.Filter < 0 && (lane.NullColumn < 0 || !batch.Columns[lane.NullColumn].HasNulls)
                && lane.Accumulator.TryAdd(batch, only)) continue;
            if (lane.Filter >= 0) counting = Redirect((Column<bool>)batch.Columns[lane.Filter], counting, _filtered);
            if (lane.NullColumn >= 0 && batch.Columns[lane.NullColumn].HasNulls)
                counting = RedirectNulls(batch.Columns[lane.NullColumn], counting, _counted);
            if (retract) lane.Accumulator.Retract(batch, counting);
            else lane.Accumulator.Add(batch, counting);
        }
        if (retract) _rows!.Retract(batch, slots);
        else _rows?.Add(batch, slots);
    }

    static ReadOnlySpan<int> Redirect(Column<bool> filter, ReadOnlySpan<int> slots, int[] into)
    {
        var values = filter.Values.AsSpan(0, slots.Length);
        for (var i = 0; i < slots.Length; i++) into[i] = values[i] ? slots[i] : 0;
        return filter.HasNulls ? RedirectNulls(filter, into.AsSpan(0, slots.Length), into) : into.AsSpan(0, slots.Length);
    }

    static ReadOnlySpan<int> RedirectNulls(Column column, ReadOnlySpan<int> slots, int[] into)
    {
        for (var i = 0; i < slots.Length; i++) into[i] = column.IsNull(i) ? 0 : slots[i];
        return into.AsSpan(0, slots.Length);
    }

    /// <summary>Whether a slot still holds rows; always, unless rows are taken back.</summary>
    public bool HasRows(int slot) => ShowsEmpty || _rows is null || _rows[slot] > 0;

    /// <summary>Adds the content of slots to others.</summary>
    public void Merge(ReadOnlySpan<int> into, ReadOnlySpan<int> from)
    {
        foreach (var lane in _lanes) lane.Accumulator.Merge(into, from);
        _rows?.Merge(into, from);
    }

    /// <summary>Appends the results of slots, one column a call.</summary>
    public void Write(ReadOnlySpan<int> slots, ReadOnlySpan<Column> into)
    {
        for (var i = 0; i < _calls.Length; i++) Write(i, slots, into[i]);
    }

    /// <summary>Appends the results of one call.</summary>
    public void Write(int call, ReadOnlySpan<int> slots, Column into) => _laneOfCall[call].Accumulator.Write(_calls[call], slots, into);

    public void Snapshot(StateWriter writer)
    {
        writer.Write(_used);
        writer.Write<int>(_free.ToArray());
        if (_capacity == 1) Grow(64);
        foreach (var lane in _lanes) lane.Accumulator.Snapshot(writer, _used);
        _rows?.Snapshot(writer, _used);
    }

    public void Restore(StateReader reader)
    {
        _used = reader.ReadInt32();
        var free = reader.ReadArray<int>();
        for (var i = free.Length - 1; i >= 0; i--) _free.Push(free[i]);
        Grow(Math.Max(64, _used));
        foreach (var lane in _lanes) lane.Accumulator.Restore(reader, _used);
        _rows?.Restore(reader, _used);
    }
}
