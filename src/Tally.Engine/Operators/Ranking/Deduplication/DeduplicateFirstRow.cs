using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Ranking.Deduplication;

/// <summary>Runs a <see cref="DeduplicatePlan"/> that keeps the earliest row of each key, of equal times the one that came first. Nothing
/// leaves before the watermark has passed the row, so nothing is ever taken back.</summary>
sealed class DeduplicateFirstRowOperator : Operator, IStatefulOperator, ITimeOperator
{
    readonly DeduplicatePlan _plan;
    readonly KeyTable _keys;
    readonly RowCodec _codec;
    readonly OperatorTime _time = new();
    readonly StateExpiry _expiry;
    readonly ByteBuffer _buffer = new();
    readonly SortedSet<(long Time, long Arrival, int Key)> _waiting = [];
    Candidate?[] _candidates = [];
    long _arrival;

    /// <summary>The best row of a key so far; without bytes once it has left.</summary>
    sealed record Candidate(long Time, long Arrival, byte[]? Row);

    internal DeduplicateFirstRowOperator(DeduplicatePlan plan, TimeProvider clock)
    {
        _plan = plan;
        _keys = new(plan.Keys, [.. plan.Keys.Select(key => plan.InputTypes[key])]);
        _codec = new(plan.InputTypes);
        _expiry = new(plan.TtlMs, clock);
    }

    public long LateCount => _time.LateCount;

    public (long SizeBytes, long Count) StateSize => (_keys.SizeBytes + _waiting.Count * 128L, _keys.Count);

    public override void Process(Batch batch, int input)
    {
        if (batch.IsPreview || batch.Count == 0) return;
        var times = (Column<long>)batch.Columns[_plan.TimeColumn];
        for (var row = 0; row < batch.Count; row++)
        {
            var time = times.Values[row];
            if (time < _time.Of(batch, row))
            {
                _time.Reject(batch, row);
            }
            else Offer(batch, row, time);
        }
    }

    void Offer(Batch batch, int row, long time)
    {
        var key = _keys.Add(batch, row);
        if (_candidates.Length <= key) Array.Resize(ref _candidates, Math.Max(64, key * 2));
        _expiry.Touch(key);
        if (_candidates[key] is { } before)
        {
            if (before.Row is null || before.Time <= time) return;
            _waiting.Remove((before.Time, before.Arrival, key));
        }
        _buffer.Clear();
        _codec.Encode(batch, row, _buffer);
        _candidates[key] = new(time, _arrival, _buffer.Written.ToArray());
        _waiting.Add((time, _arrival++, key));
    }

    public override void OnWatermark(long watermarkMs, int input)
    {
        _time.Advance(watermarkMs);
        var columns = _codec.NewColumns();
        var count = 0;
        while (_waiting.Count > 0 && _waiting.Min is var first && first.Time <= _time.Progress)
        {
            _waiting.Remove(first);
            _codec.Decode(_candidates[first.Key]!.Row, columns);
            _candidates[first.Key] = _candidates[first.Key]! with { Row = null };
            count++;
        }
        if (count > 0) Output.Process(new() { Count = count, Columns = columns });
        Output.OnWatermark(watermarkMs);
    }

    public override void Refresh(int input)
    {
        foreach (var key in _expiry.Expired())
        {
            if (_candidates[key] is not { Row: null }) continue;
            _candidates[key] = null;
            _expiry.Forget(key);
            _keys.Remove(key);
        }
        Output.Refresh();
    }

    public override void Snapshot(StateWriter writer)
    {
        writer.Write(_time.Progress);
        writer.Write(_arrival);
        writer.Write(_time.LateCount);
        _keys.Snapshot(writer);
        for (var key = 0; key < _keys.Capacity; key++)
        {
            if (!_keys.Contains(key)) continue;
            var candidate = _candidates[key]!;
            writer.Write(candidate.Time);
            writer.Write(candidate.Arrival);
            writer.Write(candidate.Row is not null);
            if (candidate.Row is not null) writer.Write(candidate.Row.AsSpan());
        }
        _expiry.Snapshot(writer);
    }

    public override void Restore(StateReader reader)
    {
        var progress = reader.ReadInt64();
        _arrival = reader.ReadInt64();
        _time.Restore(progress, reader.ReadInt64());
        _keys.Restore(reader);
        _candidates = new Candidate?[Math.Max(64, _keys.Capacity)];
        for (var key = 0; key < _keys.Capacity; key++)
        {
            if (!_keys.Contains(key)) continue;
            var candidate = new Candidate(reader.ReadInt64(), reader.ReadInt64(), null);
            if (reader.ReadBoolean())
            {
                candidate = candidate with { Row = reader.ReadBytes().ToArray() };
                _waiting.Add((candidate.Time, candidate.Arrival, key));
            }
            _candidates[key] = candidate;
        }
        _expiry.Restore(reader);
    }
}
