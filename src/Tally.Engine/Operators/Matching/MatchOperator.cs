using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Matching;

/// <summary>Runs a <see cref="MatchPlan"/>: sorts rows by event time behind the watermark, and follows the pattern in each
/// partition.</summary>
sealed class MatchOperator : Operator, IStatefulOperator, ITimeOperator
{
    readonly MatchPlan _plan;
    readonly KeyTable _keys;
    readonly RowCodec _codec;
    readonly OperatorTime _time = new();
    readonly SortKeyEncoder _order;
    readonly MatchEvaluator _evaluator;
    readonly SortedSet<(long Time, RankedRow Row, int Key)> _waiting = [];
    readonly SortedDictionary<int, MatchSequence> _sequences = [];
    readonly SortedSet<(long FirstTime, int Key)> _open = [];
    readonly ByteBuffer _orderBuffer = new();
    readonly ByteBuffer _rowBuffer = new();
    Column[] _columns;
    int _count;
    int _key;
    long _arrival;

    internal MatchOperator(MatchPlan plan)
    {
        _plan = plan;
        _keys = new(plan.PartitionBy, [.. plan.PartitionBy.Select(column => plan.InputTypes[column])]);
        _codec = new(plan.InputTypes);
        _order = new(plan.Order);
        _evaluator = new(plan);
        _columns = NewColumns();
    }

    public long LateCount => _time.LateCount;

    public (long SizeBytes, long Count) StateSize
    {
        get
        {
            var count = _waiting.Count + _sequences.Values.Sum(sequence => (long)sequence.Count);
            return (_keys.SizeBytes + count * 128, count);
        }
    }

    public override void Process(Batch batch, int input)
    {
        if (batch.IsPreview) return;
        var times = (Column<long>)batch.Columns[_plan.Order[0].Column];
        for (var row = 0; row < batch.Count; row++)
        {
            if (_plan.IsByArrival) Follow(batch, row, times.Values[row]);
            else if (times.Values[row] <= _time.Of(batch, row))
            {
                _time.Reject(batch, row);
            }
            else Keep(batch, row, times.Values[row]);
        }
        Send();
    }

    // In the order of arrival a row is followed as it comes, and its time is how far time has come.
    void Follow(Batch batch, int row, long time)
    {
        var key = KeyOf(batch, row);
        if (_sequences[key].Count > 0) _open.Remove((_sequences[key].FirstTime, key));
        _sequences[key].Add(new(time, Encode(batch, row)));
        Advance(key, time);
    }

    void Keep(Batch batch, int row, long time)
    {
        var key = KeyOf(batch, row);
        _orderBuffer.Clear();
        _order.Encode(batch, row, _orderBuffer);
        _waiting.Add((time, new(_orderBuffer.Written.ToArray(), _arrival++, Encode(batch, row)), key));
    }

    int KeyOf(Batch batch, int row)
    {
        var key = _keys.Add(batch, row);
        if (!_sequences.ContainsKey(key)) _sequences.Add(key, NewSequence());
        return key;
    }

    byte[] Encode(Batch batch, int row)
    {
        _rowBuffer.Clear();
        _codec.Encode(batch, row, _rowBuffer);
        return _rowBuffer.Written.ToArray();
    }

    MatchSequence NewSequence() => new(_plan, _evaluator, Emit);

    public override void OnWatermark(long watermarkMs, int input)
    {
        if (!_plan.IsByArrival || watermarkMs == long.MaxValue) AdvanceTo(watermarkMs);
        Output.OnWatermark(watermarkMs);
    }

    void AdvanceTo(long watermarkMs)
    {
        _time.Advance(watermarkMs);
        var touched = new SortedSet<int>();
        while (_waiting.Count > 0 && _waiting.Min is var first && first.Time <= _time.Progress)
        {
            _waiting.Remove(first);
            _sequences[first.Key].Add(new(first.Time, first.Row.Row));
            touched.Add(first.Key);
        }
        // What has waited for longer than WITHIN lets the rows behind it go on.
        if (_plan.WithinMs is { } within)
            foreach (var (_, key) in _open.TakeWhile(open => _time.Progress == long.MaxValue || _time.Progress - open.FirstTime >= within))
                touched.Add(key);
        foreach (var key in touched) Advance(key, _time.Progress);
        Send();
    }

    void Advance(int key, long progress)
    {
        var sequence = _sequences[key];
        if (sequence.Count > 0) _open.Remove((sequence.FirstTime, key));
        _key = key;
        sequence.Advance(progress);
        if (sequence.Count > 0) _open.Add((sequence.FirstTime, key));
    }

    void Emit(MatchSequence sequence)
    {
        _keys.AppendKeys([_key], _columns.AsSpan(0, _plan.PartitionBy.Length));
        _evaluator.Append(sequence.Match, sequence.Variables, _columns.AsSpan(_plan.PartitionBy.Length));
        _count++;
    }

    void Send()
    {
        if (_count == 0) return;
        Output.Process(new() { Count = _count, Columns = _columns });
        (_columns, _count) = (NewColumns(), 0);
    }

    Column[] NewColumns() =>
        [.. _plan.PartitionBy.Select(column => Column.For(_plan.InputTypes[column])),
            .. _plan.Measures.Select(measure => Column.For(measure.Type))];

    public override void Refresh(int input)
    {
        // Partitions without a row are forgotten now and then, not at each row.
        var waiting = _waiting.Select(entry => entry.Key).ToHashSet();
        foreach (var key in _sequences.Where(entry => entry.Value.Count == 0 && !waiting.Contains(entry.Key)).Select(entry => entry.Key)
            .ToList())
        {
            _sequences.Remove(key);
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
        writer.Write(_sequences.Count);
        foreach (var (key, sequence) in _sequences)
        {
            writer.Write(key);
            sequence.Snapshot(writer);
        }
        writer.Write(_waiting.Count);
        foreach (var (time, row, key) in _waiting)
        {
            writer.Write(time);
            writer.Write(row.Order.AsSpan());
            writer.Write(row.Arrival);
            writer.Write(row.Row.AsSpan());
            writer.Write(key);
        }
    }

    public override void Restore(StateReader reader)
    {
        var progress = reader.ReadInt64();
        _arrival = reader.ReadInt64();
        _time.Restore(progress, reader.ReadInt64());
        _keys.Restore(reader);
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var (key, sequence) = (reader.ReadInt32(), NewSequence());
            sequence.Restore(reader);
            _sequences.Add(key, sequence);
            if (sequence.Count > 0) _open.Add((sequence.FirstTime, key));
        }
        for (var left = reader.ReadInt32(); left > 0; left--)
            _waiting.Add((reader.ReadInt64(), new(reader.ReadBytes().ToArray(), reader.ReadInt64(), reader.ReadBytes().ToArray()),
                reader.ReadInt32()));
    }
}
