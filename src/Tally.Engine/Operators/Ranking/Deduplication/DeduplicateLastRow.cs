using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Ranking.Deduplication;

/// <summary>Runs a <see cref="DeduplicatePlan"/> that keeps the latest row of each key, of equal times the one that came last. Looks at no
/// watermark; changes leave at once.</summary>
sealed class DeduplicateLastRowOperator : Operator, IStatefulOperator
{
    readonly DeduplicatePlan _plan;
    readonly KeyTable _keys;
    readonly RowCodec _codec;
    readonly StateExpiry _expiry;
    readonly ByteBuffer _buffer = new();
    (long Time, byte[]? Row)[] _last = [];

    internal DeduplicateLastRowOperator(DeduplicatePlan plan, TimeProvider clock)
    {
        _plan = plan;
        _keys = new(plan.Keys, [.. plan.Keys.Select(key => plan.InputTypes[key])]);
        _codec = new(plan.InputTypes);
        _expiry = new(plan.TtlMs, clock);
    }

    public (long SizeBytes, long Count) StateSize => (_keys.SizeBytes + _keys.Count * 128L, _keys.Count);

    public override void Process(Batch batch, int input)
    {
        if (batch.IsPreview || batch.Count == 0) return;
        var ids = _keys.Map(batch);
        if (_last.Length < _keys.Capacity) Array.Resize(ref _last, Math.Max(64, _keys.Capacity * 2));
        var times = (Column<long>)batch.Columns[_plan.TimeColumn];
        var changes = new ChangeBatch(_codec, batch.RowWatermarks is not null);
        for (var row = 0; row < batch.Count; row++)
        {
            ref var last = ref _last[ids[row]];
            if (last.Row is not null && times.Values[row] < last.Time) continue;
            _expiry.Touch(ids[row]);
            _buffer.Clear();
            _codec.Encode(batch, row, _buffer);
            var watermark = batch.RowWatermark(row);
            if (last.Row is not null) changes.Append(last.Row, ChangeKind.UpdateBefore, watermark);
            var now = _buffer.Written.ToArray();
            changes.Append(now, last.Row is null ? ChangeKind.Insert : ChangeKind.UpdateAfter, watermark);
            last = (times.Values[row], now);
        }
        if (changes.Take() is { } result) Output.Process(result);
    }

    public override void OnWatermark(long watermarkMs, int input) => Output.OnWatermark(watermarkMs);

    public override void Refresh(int input)
    {
        foreach (var key in _expiry.Expired())
        {
            _last[key] = default;
            _expiry.Forget(key);
            _keys.Remove(key);
        }
        Output.Refresh();
    }

    public override void Snapshot(StateWriter writer)
    {
        _keys.Snapshot(writer);
        for (var key = 0; key < _keys.Capacity; key++)
        {
            if (!_keys.Contains(key)) continue;
            writer.Write(_last[key].Time);
            writer.Write(_last[key].Row.AsSpan());
        }
        _expiry.Snapshot(writer);
    }

    public override void Restore(StateReader reader)
    {
        _keys.Restore(reader);
        _last = new (long, byte[]?)[Math.Max(64, _keys.Capacity)];
        for (var key = 0; key < _keys.Capacity; key++)
            if (_keys.Contains(key)) _last[key] = (reader.ReadInt64(), reader.ReadBytes().ToArray());
        _expiry.Restore(reader);
    }
}
