using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.Operators.Ranking.Rows;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Ranking;

// Top-N over the groups of an aggregation.
//
// Between two refreshes nearly every group of a busy leaderboard changes, and nearly none of them is among the best. So rows are not sent
// from
// the aggregation to a ranking that keeps them all: the ranking looks at the groups themselves. Of the groups that changed, one column is
// read,
// the first sort key; only those that are not surely behind the best are looked at closer.

/// <summary>Top-N over the groups of a <see cref="GroupAggregatePlan"/>, read from its state. Output as of
/// <see cref="TopNPlan"/>.</summary>
/// <param name="Columns">For each column of a ranked row its index among the aggregation's columns.</param>
/// <param name="Ranks">What is ranked; its columns are those of the row.</param>
sealed record GroupTopNPlan(ImmutableArray<int> Columns, TopNPlan Ranks) : OperatorPlan
{
    /// <summary>More places than this are better kept in a tree.</summary>
    public const int MaxLastRank = 1000;

    public override Operator Create(IOutput output, OperatorContext context) => new GroupTopNOperator(this) { Output = output };
}

/// <summary>Runs a <see cref="GroupTopNPlan"/>. Its groups are told by the aggregation, at each refresh before they may be
/// forgotten.</summary>
sealed class GroupTopNOperator : Operator, IStatefulOperator
{
    readonly GroupTopNPlan _plan;
    readonly KeyTable _keys;
    readonly SortKeyEncoder _order;
    readonly RowCodec _row;
    readonly RankingWriter _writer;
    readonly ByteBuffer _buffer = new();
    readonly Batch _batch;
    TopHeap?[] _rankings = [];
    // By group: its ranking or -1, when its value changed last, whether it is among those kept. Each is looked at for every group that
    // changed.
    int[] _rankingOf = [];
    long[] _arrivals = [];
    bool[] _isKept = [];
    ulong[] _prefixes = [];
    bool _isRestored;
    long _arrival;

    internal GroupTopNOperator(GroupTopNPlan plan)
    {
        _plan = plan;
        var ranks = plan.Ranks;
        _keys = new(ranks.Keys, [.. ranks.Keys.Select(key => ranks.InputTypes[key])]);
        _order = new(ranks.Order);
        _row = new(ranks.InputTypes);
        _writer = new(ranks.InputTypes, ranks.FirstRank, ranks.WithRank);
        _batch = new() { Columns = new Column[plan.Columns.Length] };
    }

    public (long SizeBytes, long Count) StateSize => (_keys.SizeBytes + _arrivals.Length * 13L, _keys.Count);

    /// <summary>Rows do not come here: see <see cref="Take"/>.</summary>
    public override void Process(Batch batch, int input) => throw new InvalidOperationException("groups are read from the aggregation");

    public override void OnWatermark(long watermarkMs, int input) => Output.OnWatermark(watermarkMs);

    /// <summary>Takes the groups that changed since the last call, in the order in which they did, and emits what that changes.</summary>
    internal void Take(GroupView groups, ReadOnlySpan<int> changed)
    {
        Reserve(groups.Capacity);
        if (_isRestored) TakeAll(groups);
        Place(groups, changed);
        var prefixes = Prefixes(groups, changed);
        var close = new List<int>();
        for (var i = 0; i < changed.Length; i++)
        {
            var group = changed[i];
            var wasKept = _isKept[group];
            // Among equals a group moves behind the others when its value changes; a leaderboard does not flicker.
            if (!wasKept || TakeOut(group) != prefixes[i]) _arrivals[group] = _arrival++;
            if (!groups.Exists(group)) Evict(group);
            else if (wasKept || prefixes[i] <= _rankings[_rankingOf[group]]!.LastPrefix) close.Add(group);
        }
        Offer(groups, close);
        TakeAgain(groups);
        Emit(groups);
    }

    void Reserve(int capacity)
    {
        if (_isKept.Length >= capacity) return;
        var old = _rankingOf.Length;
        Array.Resize(ref _isKept, Math.Max(64, capacity * 2));
        Array.Resize(ref _arrivals, _isKept.Length);
        Array.Resize(ref _rankingOf, _isKept.Length);
        _rankingOf.AsSpan(old).Fill(-1);
    }

    /// <summary>Finds the ranking of groups that are new.</summary>
    void Place(GroupView groups, ReadOnlySpan<int> changed)
    {
        var fresh = new List<int>();
        foreach (var group in changed)
            if (_rankingOf[group] < 0) fresh.Add(group);
        if (fresh.Count == 0) return;
        var ids = _keys.Map(Rows(groups, fresh.ToArray()));
        if (_rankings.Length < _keys.Capacity) Array.Resize(ref _rankings, Math.Max(16, _keys.Capacity * 2));
        for (var i = 0; i < fresh.Count; i++)
        {
            _rankingOf[fresh[i]] = ids[i];
            var ranking = _rankings[ids[i]] ??= NewRanking();
            ranking.GroupCount++;
        }
    }

    TopHeap NewRanking() => new((int)_plan.Ranks.LastRank, new(_plan.Ranks.FirstRank, _plan.Ranks.WithRank));

    ReadOnlySpan<ulong> Prefixes(GroupView groups, ReadOnlySpan<int> changed)
    {
        if (_prefixes.Length < changed.Length) _prefixes = new ulong[changed.Length * 2];
        var prefixes = _prefixes.AsSpan(0, changed.Length);
        var first = _plan.Ranks.Order[0];
        OrderPrefix.Write(groups.Read(changed, _plan.Columns[first.Column]), first, prefixes);
        return prefixes;
    }

    ulong TakeOut(int group)
    {
        _isKept[group] = false;
        return _rankings[_rankingOf[group]]!.Remove(group);
    }

    // The aggregation forgets the group after this; its id may be another's soon.
    void Evict(int group)
    {
        var ranking = _rankings[_rankingOf[group]]!;
        (_rankingOf[group], _arrivals[group]) = (-1, 0);
        ranking.GroupCount--;
    }

    void Offer(GroupView groups, List<int> some)
    {
        if (some.Count == 0) return;
        var rows = Rows(groups, some.ToArray());
        var first = _plan.Ranks.Order[0];
        var prefixes = new ulong[some.Count];
        OrderPrefix.Write(rows.Columns[first.Column], first, prefixes);
        for (var row = 0; row < some.Count; row++)
        {
            var group = some[row];
            var ranking = _rankings[_rankingOf[group]]!;
            _buffer.Clear();
            _order.Encode(rows, row, _buffer);
            _isKept[group] = ranking.Offer(_buffer.Written, prefixes[row], _arrivals[group], group);
            if (ranking.Trim() is >= 0 and var left) _isKept[left] = false;
        }
    }

    void Emit(GroupView groups)
    {
        for (var id = 0; id < _keys.Capacity; id++)
        {
            if (_rankings[id] is not { } ranking) continue;
            if (ranking.IsChanged) Show(groups, ranking);
            ranking.IsChanged = false;
            if (ranking.GroupCount > 0) continue;
            _rankings[id] = null;
            _keys.Remove(id);
        }
        if (_writer.Take(false) is { } batch) Output.Process(batch);
    }

    void Show(GroupView groups, TopHeap ranking)
    {
        var from = (int)Math.Min(_plan.Ranks.FirstRank - 1, ranking.Count);
        var best = new int[ranking.Count - from];
        for (var i = 0; i < best.Length; i++) best[i] = ranking[from + i];
        var rows = Rows(groups, best);
        var now = new List<byte[]>(best.Length);
        for (var row = 0; row < best.Length; row++)
        {
            _buffer.Clear();
            _row.Encode(rows, row, _buffer);
            now.Add(_buffer.Written.ToArray());
        }
        ranking.Shown.Show(now, _writer);
    }

    /// <summary>Looks at all groups of those rankings whose reserve is used up.</summary>
    void TakeAgain(GroupView groups)
    {
        var any = false;
        foreach (var ranking in _rankings)
        {
            if (ranking is not { IsShort: true }) continue;
            any = true;
            ranking.Restart();
        }
        if (!any) return;
        var own = new List<int>();
        for (var group = 0; group < groups.Capacity; group++)
            if (_rankingOf[group] is >= 0 and var id && _rankings[id]!.IsEmpty) own.Add(group);
        Offer(groups, own);
    }

    Batch Rows(GroupView groups, ReadOnlySpan<int> some)
    {
        var columns = groups.Read(some);
        for (var i = 0; i < _plan.Columns.Length; i++) _batch.Columns[i] = columns[_plan.Columns[i]];
        _batch.Count = some.Length;
        return _batch;
    }

    public override void Snapshot(StateWriter writer)
    {
        writer.Write(_arrival);
        _keys.Snapshot(writer);
        for (var id = 0; id < _keys.Capacity; id++)
            if (_keys.Contains(id)) _rankings[id]!.Shown.Snapshot(writer);
        writer.Write(_arrivals.Length);
        foreach (var arrival in _arrivals) writer.Write(arrival);
    }

    public override void Restore(StateReader reader)
    {
        _arrival = reader.ReadInt64();
        _keys.Restore(reader);
        _rankings = new TopHeap?[Math.Max(16, _keys.Capacity)];
        for (var id = 0; id < _keys.Capacity; id++)
        {
            if (!_keys.Contains(id)) continue;
            _rankings[id] = NewRanking();
            _rankings[id]!.Shown.Restore(reader);
        }
        var capacity = reader.ReadInt32();
        Reserve(capacity);
        for (var group = 0; group < capacity; group++) _arrivals[group] = reader.ReadInt64();
        _isRestored = true;
    }

    // The places follow from the groups, which the aggregation has restored by itself.
    void TakeAll(GroupView groups)
    {
        _isRestored = false;
        var all = new List<int>();
        for (var group = 0; group < groups.Capacity; group++)
            if (groups.Exists(group)) all.Add(group);
        Place(groups, all.ToArray());
        Offer(groups, all);
        for (var id = 0; id < _keys.Capacity; id++)
            if (_rankings[id] is { } ranking) ranking.IsChanged = true;
    }
}
