using System.Buffers.Binary;
using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Ranking;

/// <summary>The best rows of each key, kept up to date (Top-N, ORDER BY … LIMIT). Output: all input columns, then the rank (BIGINT NOT
/// NULL) if asked for. Changes leave on Refresh.</summary>
/// <param name="InputTypes">The types of all input columns.</param>
/// <param name="Keys">PARTITION BY, possibly none.</param>
/// <param name="Order">Ties keep the order of arrival; empty for LIMIT alone.</param>
/// <param name="FirstRank">1-based.</param>
/// <param name="LastRank">Inclusive.</param>
/// <param name="Updates">Whether the input retracts rows; then all rows are kept, otherwise only the best.</param>
/// <param name="TtlMs">How long an idle key is kept; 0: for ever.</param>
sealed record TopNPlan(ImmutableArray<SqlType> InputTypes, ImmutableArray<int> Keys, ImmutableArray<SortKey> Order, long FirstRank,
    long LastRank,
    bool WithRank, bool Updates, long TtlMs = 0) : OperatorPlan
{
    /// <summary>Whether of equal rows the one that came last is the first: ORDER BY a processing time DESC.</summary>
    public bool IsNewestFirst { get; init; }

    public override Operator Create(IOutput output, OperatorContext context) => new TopNOperator(this, context.Clock) { Output = output };
}

/// <summary>Runs a <see cref="TopNPlan"/>: a ranking for each key, and what was last shown of it.</summary>
sealed class TopNOperator : Operator, IStatefulOperator
{
    readonly TopNPlan _plan;
    readonly KeyTable _keys;
    readonly RowCodec _row;
    readonly SortKeyEncoder _order;
    readonly RankingWriter _writer;
    readonly StateExpiry _expiry;
    readonly ByteBuffer _rowBuffer = new();
    readonly ByteBuffer _orderBuffer = new();
    readonly List<int> _changed = [];
    Ranking?[] _rankings = [];
    long _arrival;

    internal TopNOperator(TopNPlan plan, TimeProvider clock)
    {
        _plan = plan;
        _keys = new(plan.Keys, [.. plan.Keys.Select(key => plan.InputTypes[key])]);
        _row = new(plan.InputTypes);
        _order = new(plan.Order);
        _writer = new(plan.InputTypes, plan.FirstRank, plan.WithRank);
        _expiry = new(plan.TtlMs, clock);
    }

    public (long SizeBytes, long Count) StateSize => (_keys.SizeBytes + _keys.Count * 256L, _keys.Count);

    public override void Process(Batch batch, int input)
    {
        if (batch.IsPreview || batch.Count == 0) return;
        var ids = _keys.Map(batch);
        if (_rankings.Length < _keys.Capacity) Array.Resize(ref _rankings, Math.Max(16, _keys.Capacity * 2));
        for (var row = 0; row < batch.Count; row++)
        {
            var ranking = _rankings[ids[row]] ??= Ranking.For(_plan);
            _orderBuffer.Clear();
            _order.Encode(batch, row, _orderBuffer);
            if (_plan.IsNewestFirst) BinaryPrimitives.WriteInt64BigEndian(_orderBuffer.Take(8), long.MaxValue - _arrival);
            _rowBuffer.Clear();
            _row.Encode(batch, row, _rowBuffer);
            if (batch.IsRetraction(row)) ranking.Remove(_orderBuffer.Written, _rowBuffer.Written);
            else ranking.Add(_orderBuffer.Written, _rowBuffer.Written, _arrival++);
            if (!ranking.IsChanged) _changed.Add(ids[row]);
            ranking.IsChanged = true;
            _expiry.Touch(ids[row]);
        }
    }

    public override void OnWatermark(long watermarkMs, int input) => Output.OnWatermark(watermarkMs);

    public override void Refresh(int input)
    {
        foreach (var id in _changed)
        {
            _rankings[id]!.EmitChanges(_writer);
            _rankings[id]!.IsChanged = false;
            if (_rankings[id]!.IsEmpty) Forget(id);
        }
        _changed.Clear();
        foreach (var id in _expiry.Expired()) Forget(id);
        if (_writer.Take(false) is { } batch) Output.Process(batch);
        Output.Refresh();
    }

    void Forget(int id)
    {
        if (!_keys.Contains(id)) return;
        _rankings[id] = null;
        _expiry.Forget(id);
        _keys.Remove(id);
    }

    public override void Snapshot(StateWriter writer)
    {
        writer.Write(_arrival);
        _keys.Snapshot(writer);
        writer.Write<int>(_changed.ToArray());
        for (var id = 0; id < _keys.Capacity; id++)
        {
            writer.Write(_keys.Contains(id));
            if (_keys.Contains(id)) _rankings[id]!.Snapshot(writer);
        }
        _expiry.Snapshot(writer);
    }

    public override void Restore(StateReader reader)
    {
        _arrival = reader.ReadInt64();
        _keys.Restore(reader);
        _changed.AddRange(reader.ReadArray<int>());
        _rankings = new Ranking?[Math.Max(16, _keys.Capacity)];
        for (var id = 0; id < _keys.Capacity; id++)
        {
            if (!reader.ReadBoolean()) continue;
            _rankings[id] = Ranking.For(_plan);
            _rankings[id]!.Restore(reader);
        }
        foreach (var id in _changed) _rankings[id]!.IsChanged = true;
        _expiry.Restore(reader);
    }
}
