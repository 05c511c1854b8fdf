using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Aggregation;

/// <summary>The groups of an aggregation as others may look at them: rows are made only of those that are asked for.</summary>
sealed class GroupView
{
    readonly KeyTable _keys;
    readonly AggregateSet _aggregates;
    readonly Column[] _columns;
    readonly int _keyCount;
    int[] _slots = [];

    public GroupView(KeyTable keys, AggregateSet aggregates, ImmutableArray<SqlType> keyTypes)
    {
        (_keys, _aggregates, _keyCount) = (keys, aggregates, keyTypes.Length);
        _columns = [.. keyTypes.Concat(aggregates.Types).Select(Column.For)];
    }

    /// <summary>The slot of each group's aggregates by id; owned by the aggregation.</summary>
    public int[] SlotOfGroup { get; set; } = [];

    /// <summary>One more than the greatest id of a group.</summary>
    public int Capacity => _keys.Capacity;

    /// <summary>Whether there is such a group, and it has rows.</summary>
    public bool Exists(int id) => SlotOfGroup[id] != 0 && _aggregates.HasRows(SlotOfGroup[id]);

    /// <summary>All columns of some groups: the keys, then the aggregates. Valid until the next call.</summary>
    public Column[] Read(ReadOnlySpan<int> groups)
    {
        foreach (var column in _columns) column.Reset(0);
        _keys.AppendKeys(groups, _columns.AsSpan(0, _keyCount));
        _aggregates.Write(SlotsOf(groups), _columns.AsSpan(_keyCount));
        return _columns;
    }

    /// <summary>One column of some groups; an aggregate costs no more than its own result. Valid until the next call.</summary>
    public Column Read(ReadOnlySpan<int> groups, int column)
    {
        if (column < _keyCount) return Read(groups)[column];
        _columns[column].Reset(0);
        _aggregates.Write(column - _keyCount, SlotsOf(groups), _columns[column]);
        return _columns[column];
    }

    ReadOnlySpan<int> SlotsOf(ReadOnlySpan<int> groups)
    {
        if (_slots.Length < groups.Length) _slots = new int[Math.Max(64, groups.Length * 2)];
        for (var i = 0; i < groups.Length; i++) _slots[i] = SlotOfGroup[groups[i]];
        return _slots.AsSpan(0, groups.Length);
    }
}
