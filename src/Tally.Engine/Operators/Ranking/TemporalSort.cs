using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Ranking;

/// <summary>ORDER BY the time attribute: rows leave in order once the watermark has passed them. Output: all input columns. Only
/// inserts.</summary>
/// <param name="InputTypes">The types of all input columns.</param>
/// <param name="Order">The time attribute, ascending, then whatever orders rows of equal time.</param>
sealed record TemporalSortPlan(ImmutableArray<SqlType> InputTypes, ImmutableArray<SortKey> Order) : OperatorPlan
{
    public override Operator Create(IOutput output, OperatorContext context) => new TemporalSortOperator(this) { Output = output };
}

/// <summary>Runs a <see cref="TemporalSortPlan"/>: keeps the rows ahead of the watermark; a row that is not newer than the last one that
/// left is late.</summary>
sealed class TemporalSortOperator : Operator, IStatefulOperator, ITimeOperator
{
    readonly TemporalSortPlan _plan;
    readonly RowCodec _codec;
    readonly SortKeyEncoder _order;
    readonly SortedSet<(long Time, RankedRow Row)> _waiting = [];
    readonly ByteBuffer _orderBuffer = new();
    readonly ByteBuffer _rowBuffer = new();
    Column[] _columns;
    int _count;
    long _lastTime = long.MinValue;
    long _arrival;
    long _lateCount;

    internal TemporalSortOperator(TemporalSortPlan plan)
    {
        _plan = plan;
        _codec = new(plan.InputTypes);
        _order = new(plan.Order);
        _columns = _codec.NewColumns();
    }

    public long LateCount => _lateCount;

    public (long SizeBytes, long Count) StateSize => (_waiting.Sum(entry => entry.Row.Row.Length + 96L), _waiting.Count);

    public override void Process(Batch batch, int input)
    {
        if (batch.IsPreview) return;
        var times = (Column<long>)batch.Columns[_plan.Order[0].Column];
        for (var row = 0; row < batch.Count; row++)
        {
            if (batch.RowWatermarks is { } watermarks) Release(watermarks[row]);
            if (times.Values[row] <= _lastTime)
            {
                _lateCount++;
                batch.Rejects?.Take(batch, row);
            }
            else Keep(batch, row, times.Values[row]);
        }
        Send();
    }

    void Keep(Batch batch, int row, long time)
    {
        _orderBuffer.Clear();
        _order.Encode(batch, row, _orderBuffer);
        _rowBuffer.Clear();
        _codec.Encode(batch, row, _rowBuffer);
        _waiting.Add((time, new(_orderBuffer.Written.ToArray(), _arrival++, _rowBuffer.Written.ToArray())));
    }

    void Release(long watermark)
    {
        while (_waiting.Count > 0 && _waiting.Min is var first && first.Time <= watermark)
        {
            _waiting.Remove(first);
            _codec.Decode(first.Row.Row, _columns);
            _lastTime = first.Time;
            _count++;
        }
    }

    void Send()
    {
        if (_count == 0) return;
        Output.Process(new() { Count = _count, Columns = _columns });
        (_columns, _count) = (_codec.NewColumns(), 0);
    }

    public override void OnWatermark(long watermarkMs, int input)
    {
        Release(watermarkMs);
        Send();
        Output.OnWatermark(watermarkMs);
    }

    public override void Snapshot(StateWriter writer)
    {
        writer.Write(_lastTime);
        writer.Write(_arrival);
        writer.Write(_lateCount);
        writer.Write(_waiting.Count);
        foreach (var (time, row) in _waiting)
        {
            writer.Write(time);
            writer.Write(row.Order.AsSpan());
            writer.Write(row.Arrival);
            writer.Write(row.Row.AsSpan());
        }
    }

    public override void Restore(StateReader reader)
    {
        _lastTime = reader.ReadInt64();
        _arrival = reader.ReadInt64();
        _lateCount = reader.ReadInt64();
        for (var left = reader.ReadInt32(); left > 0; left--)
            _waiting.Add((reader.ReadInt64(), new(reader.ReadBytes().ToArray(), reader.ReadInt64(), reader.ReadBytes().ToArray())));
    }
}
