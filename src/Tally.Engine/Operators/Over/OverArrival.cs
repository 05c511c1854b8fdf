using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Over;

/// <summary>Runs an <see cref="OverAggregatePlan"/> in the order of arrival: every row goes through its key's frame as it comes.</summary>
sealed class OverArrivalOperator : Operator, IStatefulOperator
{
    readonly OverAggregatePlan _plan;
    readonly KeyTable _keys;
    readonly RowCodec _codec;
    readonly OverFrames _frames;
    readonly ByteBuffer _buffer = new();
    long _arrival;

    internal OverArrivalOperator(OverAggregatePlan plan)
    {
        _plan = plan;
        _keys = new(plan.Keys, [.. plan.Keys.Select(key => plan.InputTypes[key])]);
        _codec = new(plan.InputTypes);
        _frames = new(plan);
    }

    public (long SizeBytes, long Count) StateSize => (_keys.SizeBytes + _frames.SizeBytes, _keys.Count);

    public override void Process(Batch batch, int input)
    {
        if (batch.IsPreview || batch.Count == 0) return;
        var ids = _keys.Map(batch);
        var times = (Column<long>)batch.Columns[_plan.OrderColumn];
        for (var row = 0; row < batch.Count; row++)
        {
            _buffer.Clear();
            _codec.Encode(batch, row, _buffer);
            _frames.Append(ids[row], [new(times.Values[row], _arrival++, 0, _buffer.Written.ToArray())]);
        }
        Output.Process(new() { Count = batch.Count, Columns = _frames.Take(), RowWatermarks = batch.RowWatermarks });
    }

    public override void OnWatermark(long watermarkMs, int input) => Output.OnWatermark(watermarkMs);

    public override void Snapshot(StateWriter writer)
    {
        writer.Write(_arrival);
        _keys.Snapshot(writer);
        _frames.Snapshot(writer);
    }

    public override void Restore(StateReader reader)
    {
        _arrival = reader.ReadInt64();
        _keys.Restore(reader);
        _frames.Restore(reader);
    }
}
