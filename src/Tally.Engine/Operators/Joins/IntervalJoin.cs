using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Joins;

/// <summary>Runs an <see cref="IntervalJoinPlan"/>: each side waits as long as rows of the other side may still match it; unmatched outer
/// rows leave when that time is over.</summary>
/// <remarks>Whether a row has left for another one is decided by that one's own watermark, never by when the operator's watermark
/// came.</remarks>
sealed class IntervalJoinOperator : Operator, IStatefulOperator
{
    readonly IntervalJoinPlan _plan;
    readonly RowCodec[] _codecs;
    readonly JoinKeys[] _keys;
    readonly IntervalRows[] _sides = [new(), new()];
    readonly PairCondition _condition;
    readonly JoinOutput _joined;
    readonly InputWatermarks _watermarks = new(2);
    readonly ByteBuffer _buffer = new();
    readonly bool[] _isOuter;
    readonly long _delayMs;

    internal IntervalJoinOperator(IntervalJoinPlan plan)
    {
        var sides = plan.Sides;
        _plan = plan;
        _codecs = [new(sides.LeftTypes), new(sides.RightTypes)];
        _keys = [new(sides.LeftKeys, sides.LeftTypes, sides.NullSafe), new(sides.RightKeys, sides.RightTypes, sides.NullSafe)];
        _condition = new(sides);
        _joined = new(sides);
        _isOuter = [sides.Kind is JoinKind.Left or JoinKind.Full, sides.Kind is JoinKind.Right or JoinKind.Full];
        _delayMs = Math.Max(0, Math.Max(-plan.LowerMs, plan.UpperMs));
    }

    public (long SizeBytes, long Count) StateSize => ((_sides[0].Count + _sides[1].Count) * 128L, _sides[0].Count + _sides[1].Count);

    // The last time of the other side that a row of this side may match.
    long Reach(int input, long time) => input == 0 ? time - _plan.LowerMs : time + _plan.UpperMs;

    bool IsNear(long left, long right) => left >= right + _plan.LowerMs && left <= right + _plan.UpperMs;

    public override void Process(Batch batch, int input)
    {
        if (batch.IsPreview) return;
        var times = (Column<long>)batch.Columns[input == 0 ? _plan.LeftTime : _plan.RightTime];
        for (var row = 0; row < batch.Count; row++)
        {
            _buffer.Clear();
            _codecs[input].Encode(batch, row, _buffer);
            var watermark = Math.Max(_watermarks.Least, batch.RowWatermark(row));
            var own = new IntervalRow(times.Values[row], _buffer.Written.ToArray());
            var key = _keys[input].MatchesNothing(batch, row) ? null : _keys[input].Encode(batch, row).ToArray();
            if (key is not null) Match(input, own, key, watermark);
            if (key is not null && watermark < Reach(input, own.Time)) _sides[input].Add(key, own, Reach(input, own.Time));
            else if (!own.IsMatched && _isOuter[input]) EmitAlone(input, own.Bytes);
        }
        _joined.Flush(Output);
    }

    void Match(int input, IntervalRow own, byte[] key, long watermark)
    {
        var partners = _sides[1 - input].Find(key).Where(other =>
            Reach(1 - input, other.Time) > watermark && (input == 0 ? IsNear(own.Time, other.Time) : IsNear(other.Time, own.Time)))
            .ToList();
        if (partners.Count == 0) return;
        var passed = _condition.Test([.. partners.Select(other => input == 0 ? (own.Bytes, other.Bytes) : (other.Bytes, own.Bytes))]);
        for (var i = 0; i < passed.Length; i++)
        {
            if (!passed[i]) continue;
            own.IsMatched = partners[i].IsMatched = true;
            if (input == 0) _joined.Append(own.Bytes, partners[i].Bytes, Delayed(watermark));
            else _joined.Append(partners[i].Bytes, own.Bytes, Delayed(watermark));
        }
    }

    void EmitAlone(int input, byte[] row)
    {
        if (input == 0) _joined.Append(row, null);
        else _joined.Append(null, row);
    }

    // A result may carry the older of two times: the time of the result runs behind.
    long Delayed(long watermark) => watermark is long.MinValue or long.MaxValue ? watermark : watermark - _delayMs;

    public override void OnWatermark(long watermarkMs, int input)
    {
        if (!_watermarks.Advance(input, watermarkMs)) return;
        for (var side = 0; side < 2; side++)
        {
            foreach (var row in _sides[side].TakeUpTo(_watermarks.Least))
                if (!row.IsMatched && _isOuter[side]) EmitAlone(side, row.Bytes);
        }
        _joined.Flush(Output);
        Output.OnWatermark(Delayed(_watermarks.Least));
    }

    public override void Refresh(int input)
    {
        if (_watermarks.IsLastOfRefresh(input)) Output.Refresh();
    }

    public override void Snapshot(StateWriter writer)
    {
        _watermarks.Snapshot(writer);
        foreach (var side in _sides) side.Snapshot(writer);
    }

    public override void Restore(StateReader reader)
    {
        _watermarks.Restore(reader);
        foreach (var side in _sides) side.Restore(reader);
    }
}
