using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Over;

/// <summary>Runs an <see cref="OverAggregatePlan"/> ordered by an ordinary column: all rows of a key are kept in order, and a new row
/// changes the results of those behind it. Changes leave on Refresh.</summary>
sealed class OverValueOperator : Operator, IStatefulOperator
{
    readonly OverAggregatePlan _plan;
    readonly KeyTable _keys;
    readonly RowCodec _codec;
    readonly RowCodec _resultCodec;
    readonly SortKeyEncoder _order;
    readonly ByteBuffer _buffer = new();
    readonly ByteBuffer _orderBuffer = new();
    readonly SortedSet<int> _changed = [];
    SortedSet<RankedRow>?[] _rows = [];
    List<byte[]>?[] _shown = [];
    long _arrival;

    internal OverValueOperator(OverAggregatePlan plan)
    {
        _plan = plan;
        _keys = new(plan.Keys, [.. plan.Keys.Select(key => plan.InputTypes[key])]);
        _codec = new(plan.InputTypes);
        _resultCodec = new([.. plan.InputTypes, .. plan.Calls.Select(call => call.Type)]);
        _order = new([new(plan.OrderColumn, false, plan.NullsFirst)]);
    }

    public (long SizeBytes, long Count) StateSize => (_keys.SizeBytes, _keys.Count);

    public override void Process(Batch batch, int input)
    {
        if (batch.IsPreview || batch.Count == 0) return;
        var ids = _keys.Map(batch);
        if (_rows.Length < _keys.Capacity)
        {
            Array.Resize(ref _rows, Math.Max(64, _keys.Capacity * 2));
            Array.Resize(ref _shown, _rows.Length);
        }
        for (var row = 0; row < batch.Count; row++)
        {
            _orderBuffer.Clear();
            _order.Encode(batch, row, _orderBuffer);
            _buffer.Clear();
            _codec.Encode(batch, row, _buffer);
            var rows = _rows[ids[row]] ??= [];
            if (batch.IsRetraction(row)) Remove(rows, new(_orderBuffer.Written.ToArray(), 0, _buffer.Written.ToArray()));
            else rows.Add(new(_orderBuffer.Written.ToArray(), _arrival++, _buffer.Written.ToArray()));
            _changed.Add(ids[row]);
        }
    }

    static void Remove(SortedSet<RankedRow> rows, RankedRow row)
    {
        var peers = rows.GetViewBetween(row with { Arrival = long.MinValue }, row with { Arrival = long.MaxValue });
        if (peers.FirstOrDefault(peer => peer.Row.AsSpan().SequenceEqual(row.Row)) is { } found) rows.Remove(found);
    }

    public override void OnWatermark(long watermarkMs, int input) => Output.OnWatermark(watermarkMs);

    public override void Refresh(int input)
    {
        var changes = new ChangeBatch(_resultCodec, false);
        foreach (var key in _changed) EmitChanges(key, changes);
        _changed.Clear();
        if (changes.Take() is { } batch) Output.Process(batch);
        Output.Refresh();
    }

    void EmitChanges(int key, ChangeBatch changes)
    {
        var now = Compute(_rows[key]!);
        RowDifference.Write(_shown[key] ?? [], now, row => changes.Append(row, ChangeKind.Delete, 0),
            row => changes.Append(row, ChangeKind.Insert, 0));
        _shown[key] = now;
    }

    List<byte[]> Compute(SortedSet<RankedRow> rows)
    {
        var frames = new OverFrames(_plan);
        var peers = new List<OverRow>();
        byte[]? order = null;
        var count = 0;
        foreach (var row in rows)
        {
            if (order is not null && !row.Order.AsSpan().SequenceEqual(order)) AppendPeers(frames, peers);
            order = row.Order;
            peers.Add(new(0, row.Arrival, 0, row.Row));
            count++;
        }
        AppendPeers(frames, peers);
        var batch = new Batch { Count = count, Columns = frames.Take() };
        var results = new List<byte[]>(count);
        for (var i = 0; i < count; i++)
        {
            _buffer.Clear();
            _resultCodec.Encode(batch, i, _buffer);
            results.Add(_buffer.Written.ToArray());
        }
        return results;
    }

    static void AppendPeers(OverFrames frames, List<OverRow> peers)
    {
        if (peers.Count > 0) frames.Append(0, peers.ToArray());
        peers.Clear();
    }

    public override void Snapshot(StateWriter writer)
    {
        writer.Write(_arrival);
        _keys.Snapshot(writer);
        writer.Write<int>(_changed.ToArray());
        for (var key = 0; key < _keys.Capacity; key++)
        {
            writer.Write(_rows[key]?.Count ?? 0);
            foreach (var row in _rows[key] ?? [])
            {
                writer.Write(row.Order.AsSpan());
                writer.Write(row.Arrival);
                writer.Write(row.Row.AsSpan());
            }
            writer.Write(_shown[key]?.Count ?? 0);
            foreach (var row in _shown[key] ?? []) writer.Write(row.AsSpan());
        }
    }

    public override void Restore(StateReader reader)
    {
        _arrival = reader.ReadInt64();
        _keys.Restore(reader);
        _changed.UnionWith(reader.ReadArray<int>());
        _rows = new SortedSet<RankedRow>?[Math.Max(64, _keys.Capacity)];
        _shown = new List<byte[]>?[_rows.Length];
        for (var key = 0; key < _keys.Capacity; key++)
        {
            for (var left = reader.ReadInt32(); left > 0; left--)
                (_rows[key] ??= []).Add(new(reader.ReadBytes().ToArray(), reader.ReadInt64(), reader.ReadBytes().ToArray()));
            for (var left = reader.ReadInt32(); left > 0; left--) (_shown[key] ??= []).Add(reader.ReadBytes().ToArray());
        }
    }
}
