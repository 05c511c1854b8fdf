using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Joins;

/// <summary>Runs a <see cref="TemporalJoinPlan"/>: left rows wait until the watermark has passed them, then meet the version of their key
/// that was valid at their time.</summary>
sealed class TemporalJoinOperator : Operator, IStatefulOperator
{
    readonly TemporalJoinPlan _plan;
    readonly RowCodec _left;
    readonly RowCodec _right;
    readonly JoinKeys _leftKeys;
    readonly JoinKeys _rightKeys;
    readonly PairCondition _condition;
    readonly JoinOutput _joined;
    readonly InputWatermarks _watermarks = new(2);
    readonly ByteBuffer _buffer = new();
    readonly SortedDictionary<(long Time, long Arrival), (byte[]? Key, byte[] Row)> _waiting = [];
    readonly VersionTable _versions = new();
    long _arrival;

    internal TemporalJoinOperator(TemporalJoinPlan plan)
    {
        _plan = plan;
        _left = new(plan.Sides.LeftTypes);
        _right = new(plan.Sides.RightTypes);
        _leftKeys = new(plan.Sides.LeftKeys, plan.Sides.LeftTypes, plan.Sides.NullSafe);
        _rightKeys = new(plan.Sides.RightKeys, plan.Sides.RightTypes, plan.Sides.NullSafe);
        _condition = new(plan.Sides);
        _joined = new(plan.Sides);
    }

    public (long SizeBytes, long Count) StateSize => (_waiting.Count * 128L + _versions.SizeBytes, _waiting.Count + _versions.Count);

    public override void Process(Batch batch, int input)
    {
        if (batch.IsPreview) return;
        for (var row = 0; row < batch.Count; row++)
        {
            _buffer.Clear();
            if (input == 0) AddLeft(batch, row);
            else AddRight(batch, row);
        }
    }

    void AddLeft(Batch batch, int row)
    {
        _left.Encode(batch, row, _buffer);
        var key = _leftKeys.MatchesNothing(batch, row) ? null : _leftKeys.Encode(batch, row).ToArray();
        _waiting.Add((((Column<long>)batch.Columns[_plan.LeftTime]).Values[row], _arrival++), (key, _buffer.Written.ToArray()));
    }

    void AddRight(Batch batch, int row)
    {
        // What is taken back is replaced by the version that follows; only a Delete ends one.
        if (batch.Kind(row) == ChangeKind.UpdateBefore) return;
        _right.Encode(batch, row, _buffer);
        var version = batch.Kind(row) == ChangeKind.Delete ? null : _buffer.Written.ToArray();
        _versions.Put(_rightKeys.Encode(batch, row), ((Column<long>)batch.Columns[_plan.RightTime]).Values[row], version);
    }

    public override void OnWatermark(long watermarkMs, int input)
    {
        if (!_watermarks.Advance(input, watermarkMs)) return;
        EmitUpTo(_watermarks.Least);
        _versions.Forget(_watermarks.Least);
        Output.OnWatermark(_watermarks.Least);
    }

    void EmitUpTo(long watermark)
    {
        var ready = _waiting.TakeWhile(entry => entry.Key.Time <= watermark).ToList();
        if (ready.Count == 0) return;
        var versions = ready.Select(entry => entry.Value.Key is { } key ? _versions.At(key, entry.Key.Time) : null).ToList();
        var found = Enumerable.Range(0, ready.Count).Where(i => versions[i] is not null).ToList();
        var passed = _condition.Test([.. found.Select(i => (ready[i].Value.Row, versions[i]!))]);
        for (var i = 0; i < found.Count; i++)
            if (!passed[i]) versions[found[i]] = null;
        for (var i = 0; i < ready.Count; i++)
        {
            _waiting.Remove(ready[i].Key);
            if (versions[i] is not null || _plan.Sides.Kind == JoinKind.Left) _joined.Append(ready[i].Value.Row, versions[i]);
        }
        _joined.Flush(Output);
    }

    public override void Refresh(int input)
    {
        if (_watermarks.IsLastOfRefresh(input)) Output.Refresh();
    }

    public override void Snapshot(StateWriter writer)
    {
        _watermarks.Snapshot(writer);
        writer.Write(_arrival);
        writer.Write(_waiting.Count);
        foreach (var ((time, arrival), (key, row)) in _waiting)
        {
            writer.Write(time);
            writer.Write(arrival);
            writer.Write(key is not null);
            if (key is not null) writer.Write(key.AsSpan());
            writer.Write(row.AsSpan());
        }
        _versions.Snapshot(writer);
    }

    public override void Restore(StateReader reader)
    {
        _watermarks.Restore(reader);
        _arrival = reader.ReadInt64();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var order = (reader.ReadInt64(), reader.ReadInt64());
            var key = reader.ReadBoolean() ? reader.ReadBytes().ToArray() : null;
            _waiting.Add(order, (key, reader.ReadBytes().ToArray()));
        }
        _versions.Restore(reader);
    }
}
