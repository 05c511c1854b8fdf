using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Aggregation;

/// <summary>What an updating aggregate has shown of each group, and the changes since then.</summary>
sealed class GroupChanges
{
    readonly KeyTable _keys;
    readonly AggregateSet _aggregates;
    readonly IOutput _output;
    readonly int _keyCount;
    readonly RowCodec _codec;
    readonly ByteBuffer _buffer = new();
    readonly Column[] _results;
    readonly Column[] _columns;
    readonly List<ChangeKind> _kinds = [];
    byte[]?[] _shown = [];

    public GroupChanges(KeyTable keys, AggregateSet aggregates, GroupAggregatePlan plan, IOutput output)
    {
        (_keys, _aggregates, _output, _keyCount) = (keys, aggregates, output, plan.Keys.Length);
        _codec = new([.. aggregates.Types]);
        _results = _codec.NewColumns();
        _columns = [.. plan.KeyTypes.Select(Column.For), .. _codec.NewColumns()];
    }

    /// <summary>Emits the difference between what was shown of these groups and what they are now.</summary>
    public void Emit(List<int> groups, int[] slotOfKey)
    {
        if (groups.Count == 0) return;
        if (_shown.Length < _keys.Capacity) Array.Resize(ref _shown, Math.Max(64, _keys.Capacity * 2));
        foreach (var column in _results.Concat(_columns)) column.Reset(0);
        _kinds.Clear();
        _aggregates.Write(groups.Select(group => slotOfKey[group]).ToArray(), _results);
        var results = new Batch { Count = groups.Count, Columns = _results };
        for (var i = 0; i < groups.Count; i++) EmitGroup(groups[i], results, i, _aggregates.HasRows(slotOfKey[groups[i]]));
        if (_kinds.Count > 0) _output.Process(new() { Count = _kinds.Count, Columns = [.. _columns], Kinds = [.. _kinds] });
    }

    void EmitGroup(int group, Batch results, int row, bool exists)
    {
        var before = _shown[group];
        if (!exists)
        {
            if (before is not null) Append(group, before, ChangeKind.Delete);
            _shown[group] = null;
            return;
        }
        _buffer.Clear();
        _codec.Encode(results, row, _buffer);
        if (before is not null && _buffer.Written.SequenceEqual(before)) return;
        var now = _shown[group] = _buffer.Written.ToArray();
        if (before is not null) Append(group, before, ChangeKind.UpdateBefore);
        Append(group, now, before is null ? ChangeKind.Insert : ChangeKind.UpdateAfter);
    }

    void Append(int group, byte[] values, ChangeKind kind)
    {
        _keys.AppendKeys([group], _columns);
        _codec.Decode(values, _columns.AsSpan(_keyCount));
        _kinds.Add(kind);
    }

    /// <summary>The group is gone without a change.</summary>
    public void Forget(int group)
    {
        if (group < _shown.Length) _shown[group] = null;
    }

    public void Snapshot(StateWriter writer)
    {
        for (var id = 0; id < _keys.Capacity; id++)
        {
            var shown = id < _shown.Length ? _shown[id] : null;
            writer.Write(shown is not null);
            if (shown is not null) writer.Write(shown.AsSpan());
        }
    }

    public void Restore(StateReader reader)
    {
        _shown = new byte[]?[Math.Max(64, _keys.Capacity)];
        for (var id = 0; id < _keys.Capacity; id++)
            if (reader.ReadBoolean()) _shown[id] = reader.ReadBytes().ToArray();
    }
}
