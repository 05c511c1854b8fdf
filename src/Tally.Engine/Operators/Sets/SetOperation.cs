using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Sets;

/// <summary>The set operations that look at both sides.</summary>
enum SetKind
{
    Intersect,
    IntersectAll,
    Except,
    ExceptAll,
}

/// <summary>INTERSECT and EXCEPT, with or without ALL, over whole rows; NULL equals NULL. Updates; changes leave on Refresh.</summary>
/// <param name="Types">The types of all columns, the same on both sides.</param>
sealed record SetOperationPlan(SetKind Kind, ImmutableArray<SqlType> Types, long TtlMs = 0) : OperatorPlan
{
    public override int InputCount => 2;

    public override Operator Create(IOutput output, OperatorContext context) =>
        new SetOperationOperator(this, context.Clock) { Output = output };
}

/// <summary>Runs a <see cref="SetOperationPlan"/>: for each row its copies on both sides, and how many of it were shown.</summary>
sealed class SetOperationOperator : Operator, IStatefulOperator
{
    readonly SetOperationPlan _plan;
    readonly KeyTable _rows;
    readonly RowCodec _codec;
    readonly StateExpiry _expiry;
    readonly InputWatermarks _watermarks = new(2);
    readonly List<int> _changed = [];
    Entry[] _entries = [];

    struct Entry
    {
        public int Left;
        public int Right;
        public int Shown;
        public bool IsChanged;
    }

    internal SetOperationOperator(SetOperationPlan plan, TimeProvider clock)
    {
        _plan = plan;
        _codec = new(plan.Types);
        _rows = new([.. Enumerable.Range(0, plan.Types.Length)], plan.Types);
        _expiry = new(plan.TtlMs, clock);
    }

    public (long SizeBytes, long Count) StateSize => (_rows.SizeBytes + _entries.Length * 16L, _rows.Count);

    public override void Process(Batch batch, int input)
    {
        if (batch.IsPreview || batch.Count == 0) return;
        var ids = _rows.Map(batch);
        if (_entries.Length < _rows.Capacity) Array.Resize(ref _entries, Math.Max(64, _rows.Capacity * 2));
        for (var row = 0; row < batch.Count; row++)
        {
            ref var entry = ref _entries[ids[row]];
            var by = batch.IsRetraction(row) ? -1 : 1;
            if (input == 0) entry.Left += by;
            else entry.Right += by;
            _expiry.Touch(ids[row]);
            if (!entry.IsChanged) _changed.Add(ids[row]);
            entry.IsChanged = true;
        }
    }

    public override void OnWatermark(long watermarkMs, int input)
    {
        if (_watermarks.Advance(input, watermarkMs)) Output.OnWatermark(_watermarks.Least);
    }

    public override void Refresh(int input)
    {
        if (!_watermarks.IsLastOfRefresh(input)) return;
        var changes = new ChangeBatch(_codec, false);
        foreach (var id in _changed)
        {
            ref var entry = ref _entries[id];
            entry.IsChanged = false;
            var wanted = Wanted(entry);
            for (; entry.Shown < wanted; entry.Shown++) changes.Append(_rows.Bytes(id).ToArray(), ChangeKind.Insert, 0);
            for (; entry.Shown > wanted; entry.Shown--) changes.Append(_rows.Bytes(id).ToArray(), ChangeKind.Delete, 0);
            if (entry is { Left: 0, Right: 0 }) Forget(id);
        }
        _changed.Clear();
        foreach (var id in _expiry.Expired()) Forget(id);
        if (changes.Take() is { } batch) Output.Process(batch);
        Output.Refresh();
    }

    int Wanted(Entry entry) => _plan.Kind switch
    {
        SetKind.Intersect => entry is { Left: > 0, Right: > 0 } ? 1 : 0,
        SetKind.IntersectAll => Math.Max(0, Math.Min(entry.Left, entry.Right)),
        SetKind.Except => entry is { Left: > 0, Right: <= 0 } ? 1 : 0,
        _ => Math.Max(0, entry.Left - Math.Max(0, entry.Right)),
    };

    void Forget(int id)
    {
        if (!_rows.Contains(id)) return;
        _entries[id] = default;
        _expiry.Forget(id);
        _rows.Remove(id);
    }

    public override void Snapshot(StateWriter writer)
    {
        _watermarks.Snapshot(writer);
        _rows.Snapshot(writer);
        writer.Write<int>(_changed.ToArray());
        for (var id = 0; id < _rows.Capacity; id++)
        {
            writer.Write(_entries[id].Left);
            writer.Write(_entries[id].Right);
            writer.Write(_entries[id].Shown);
        }
        _expiry.Snapshot(writer);
    }

    public override void Restore(StateReader reader)
    {
        _watermarks.Restore(reader);
        _rows.Restore(reader);
        _changed.AddRange(reader.ReadArray<int>());
        _entries = new Entry[Math.Max(64, _rows.Capacity)];
        for (var id = 0; id < _rows.Capacity; id++)
            _entries[id] = new() { Left = reader.ReadInt32(), Right = reader.ReadInt32(), Shown = reader.ReadInt32() };
        foreach (var id in _changed) _entries[id].IsChanged = true;
        _expiry.Restore(reader);
    }
}
