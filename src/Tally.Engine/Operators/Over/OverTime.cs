using System.Runtime.InteropServices;
using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Over;

/// <summary>Runs an <see cref="OverAggregatePlan"/> by event time: rows wait until the watermark has passed them, then each key's rows go
/// through its frame in time order.</summary>
/// <remarks>
/// Without a lower bound a row at or before its own watermark is late. In a bounded frame it is late only if a row of its own key, of that
/// time or later, has left; left at this row's watermark, whenever the operator's watermark came.
/// </remarks>
sealed class OverTimeOperator : Operator, IStatefulOperator, ITimeOperator
{
    readonly OverAggregatePlan _plan;
    readonly KeyTable _keys;
    readonly RowCodec _codec;
    readonly OperatorTime _time = new();
    readonly OverFrames _frames;
    readonly ByteBuffer _buffer = new();
    List<OverRow>?[] _waiting = [];
    long[] _lastTimes = [];
    long _arrival;

    internal OverTimeOperator(OverAggregatePlan plan)
    {
        _plan = plan;
        _keys = new(plan.Keys, [.. plan.Keys.Select(key => plan.InputTypes[key])]);
        _codec = new(plan.InputTypes);
        _frames = new(plan);
    }

    public long LateCount => _time.LateCount;

    public (long SizeBytes, long Count) StateSize => (_keys.SizeBytes + _frames.SizeBytes, _keys.Count);

    public override void Process(Batch batch, int input)
    {
        if (batch.IsPreview || batch.Count == 0) return;
        var ids = _keys.Map(batch);
        if (_waiting.Length < _keys.Capacity) Reserve();
        var times = (Column<long>)batch.Columns[_plan.OrderColumn];
        for (var row = 0; row < batch.Count; row++)
        {
            var watermark = _time.Of(batch, row);
            if (IsLate(ids[row], times.Values[row], watermark))
            {
                _time.Reject(batch, row);
                continue;
            }
            _buffer.Clear();
            _codec.Encode(batch, row, _buffer);
            (_waiting[ids[row]] ??= []).Add(new(times.Values[row], _arrival++, watermark, _buffer.Written.ToArray()));
        }
    }

    void Reserve()
    {
        var before = _waiting.Length;
        Array.Resize(ref _waiting, Math.Max(64, _keys.Capacity * 2));
        Array.Resize(ref _lastTimes, _waiting.Length);
        _lastTimes.AsSpan(before).Fill(long.MinValue);
    }

    bool IsLate(int key, long time, long watermark)
    {
        if (_plan.Frame.Preceding is null) return time <= watermark;
        if (time <= _lastTimes[key]) return true;
        // No row of that time or later has left before the watermark came to it.
        if (time > watermark) return false;
        foreach (var other in CollectionsMarshal.AsSpan(_waiting[key]))
            if (time <= other.Time && IsOut(other, watermark)) return true;
        return false;
    }

    // A late row leaves with the next watermark after the one that it came behind.
    static bool IsOut(OverRow row, long watermark) => row.Time <= watermark && row.Watermark < watermark;

    public override void OnWatermark(long watermarkMs, int input)
    {
        if (watermarkMs > _time.Progress)
        {
            _time.Advance(watermarkMs);
            Evict();
        }
        Output.OnWatermark(watermarkMs);
    }

    void Evict()
    {
        var rows = new List<(OverRow Row, int Key)>();
        for (var key = 0; key < _waiting.Length; key++)
        {
            if (_waiting[key] is not { Count: > 0 } waiting) continue;
            rows.AddRange(waiting.Where(row => IsOut(row, _time.Progress)).Select(row => (row, key)));
            waiting.RemoveAll(row => IsOut(row, _time.Progress));
        }
        if (rows.Count == 0) return;
        // Key by key inside one time, so that peers stand together; over all the result is in time order.
        rows.Sort((left, right) => (left.Row.Time, left.Key, left.Row.Arrival).CompareTo((right.Row.Time, right.Key, right.Row.Arrival)));
        var peers = new List<OverRow>();
        for (var i = 0; i < rows.Count; i++)
        {
            peers.Add(rows[i].Row);
            if (i + 1 < rows.Count && rows[i + 1].Row.Time == rows[i].Row.Time && rows[i + 1].Key == rows[i].Key) continue;
            _frames.Append(rows[i].Key, CollectionsMarshal.AsSpan(peers));
            _lastTimes[rows[i].Key] = rows[i].Row.Time;
            peers.Clear();
        }
        Output.Process(new() { Count = rows.Count, Columns = _frames.Take() });
    }

    public override void Snapshot(StateWriter writer)
    {
        writer.Write(_time.Progress);
        writer.Write(_arrival);
        writer.Write(_time.LateCount);
        _keys.Snapshot(writer);
        _frames.Snapshot(writer);
        writer.Write<long>(_lastTimes);
        foreach (var waiting in _waiting)
        {
            writer.Write(waiting?.Count ?? 0);
            foreach (var row in waiting ?? []) OverFrames.Write(writer, row);
        }
    }

    public override void Restore(StateReader reader)
    {
        var progress = reader.ReadInt64();
        _arrival = reader.ReadInt64();
        _time.Restore(progress, reader.ReadInt64());
        _keys.Restore(reader);
        _frames.Restore(reader);
        _lastTimes = reader.ReadArray<long>();
        _waiting = new List<OverRow>?[_lastTimes.Length];
        for (var key = 0; key < _waiting.Length; key++)
            for (var left = reader.ReadInt32(); left > 0; left--) (_waiting[key] ??= []).Add(OverFrames.Read(reader));
    }
}
