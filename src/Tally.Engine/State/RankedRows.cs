using System.Runtime.InteropServices;

namespace Tally.Engine.State;

/// <summary>A row kept for ranking: its place in the order, when it came, its bytes.</summary>
sealed record RankedRow(byte[] Order, long Arrival, byte[] Row) : IComparable<RankedRow>
{
    public int CompareTo(RankedRow? other)
    {
        var order = Order.AsSpan().SequenceCompareTo(other!.Order);
        return order != 0 ? order : Arrival.CompareTo(other.Arrival);
    }
}

/// <summary>The best rows of one key over rows that only arrive, in order; rows of equal order stay in the order of arrival.</summary>
sealed class RankedRows
{
    readonly List<RankedRow> _rows = [];

    public IReadOnlyList<RankedRow> Rows => _rows;

    /// <summary>Takes a row in if it is among the first <paramref name="limit"/>; false when it is not.</summary>
    public bool Offer(ReadOnlySpan<byte> order, ReadOnlySpan<byte> row, long arrival, long limit)
    {
        if (_rows.Count >= limit && (limit == 0 || order.SequenceCompareTo(_rows[^1].Order) >= 0)) return false;
        var (low, high) = (0, _rows.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (order.SequenceCompareTo(_rows[middle].Order) < 0) high = middle;
            else low = middle + 1;
        }
        if (_rows.Count >= limit) _rows.RemoveAt(_rows.Count - 1);
        _rows.Insert(low, new(order.ToArray(), arrival, row.ToArray()));
        return true;
    }

    /// <summary>Takes a row back: of equal ones the last.</summary>
    public void Remove(ReadOnlySpan<byte> row)
    {
        for (var i = _rows.Count - 1; i >= 0; i--)
        {
            if (!row.SequenceEqual(_rows[i].Row)) continue;
            _rows.RemoveAt(i);
            return;
        }
    }

    public void Snapshot(StateWriter writer)
    {
        writer.Write(_rows.Count);
        foreach (var row in CollectionsMarshal.AsSpan(_rows))
        {
            writer.Write(row.Order.AsSpan());
            writer.Write(row.Arrival);
            writer.Write(row.Row.AsSpan());
        }
    }

    public static RankedRows Restore(StateReader reader)
    {
        var ranked = new RankedRows();
        for (var left = reader.ReadInt32(); left > 0; left--)
            ranked._rows.Add(new(reader.ReadBytes().ToArray(), reader.ReadInt64(), reader.ReadBytes().ToArray()));
        return ranked;
    }
}
