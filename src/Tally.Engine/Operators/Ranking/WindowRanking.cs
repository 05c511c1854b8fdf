using System.Buffers.Binary;
using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Ranking;

/// <summary>The best rows of one window, by key.</summary>
sealed class WindowRanking(WindowTopNPlan plan)
{
    readonly RowCodec _key = new(plan.Keys, [.. plan.Keys.Select(key => plan.InputTypes[key])]);
    readonly RowCodec _row = new(plan.InputTypes);
    readonly SortKeyEncoder _order = new(plan.Order);
    readonly ByteStore _keys = new();
    readonly List<RankedRows> _rankings = [];
    readonly ByteBuffer _buffer = new();
    readonly ByteBuffer _rowBuffer = new();
    long _arrival;

    /// <summary>The rankings of the keys, in the order in which they came.</summary>
    public IReadOnlyList<RankedRows> Keys => _rankings;

    /// <summary>The number of rows.</summary>
    public int Count => _rankings.Sum(ranking => ranking.Rows.Count);

    /// <summary>Whether rows came since the last refresh.</summary>
    public bool IsTouched { get; set; }

    public void Offer(Batch batch, int row)
    {
        IsTouched = true;
        _buffer.Clear();
        _key.Encode(batch, row, _buffer);
        var key = _keys.Add(_buffer.Written);
        if (key == _rankings.Count) _rankings.Add(new());
        _buffer.Clear();
        _order.Encode(batch, row, _buffer);
        if (plan.LaterFirst) BinaryPrimitives.WriteInt64BigEndian(_buffer.Take(sizeof(long)), long.MaxValue - _arrival);
        _rowBuffer.Clear();
        _row.Encode(batch, row, _rowBuffer);
        if (batch.IsRetraction(row)) _rankings[key].Remove(_rowBuffer.Written);
        else _rankings[key].Offer(_buffer.Written, _rowBuffer.Written, _arrival++, plan.Updates ? long.MaxValue : plan.LastRank);
    }

    public void Snapshot(StateWriter writer)
    {
        writer.Write(_arrival);
        _keys.Snapshot(writer);
        foreach (var ranking in _rankings) ranking.Snapshot(writer);
    }

    public static WindowRanking Restore(StateReader reader, WindowTopNPlan plan)
    {
        var window = new WindowRanking(plan) { _arrival = reader.ReadInt64(), IsTouched = true };
        window._keys.Restore(reader);
        for (var key = 0; key < window._keys.Capacity; key++) window._rankings.Add(RankedRows.Restore(reader));
        return window;
    }
}
