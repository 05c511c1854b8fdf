using Tally.Engine.State;

namespace Tally.Engine.Operators.Joins;

/// <summary>The rows of both sides of one window of a window join.</summary>
sealed class WindowRows
{
    readonly ByteStore _keys = new();

    /// <summary>The left side and the right side.</summary>
    public WindowSide[] Sides { get; }

    public WindowRows() => Sides = [new(_keys), new(_keys)];

    public int Count => Sides[0].Count + Sides[1].Count;

    /// <summary>One more than the greatest key of a row.</summary>
    public int KeyCount => _keys.Capacity;
}

/// <summary>The rows of one side of a window, one after the other, and their keys as numbers that both sides share.</summary>
sealed class WindowSide(ByteStore keys)
{
    const int NoKey = -1;

    readonly ByteBuffer _bytes = new();
    readonly List<(int Key, int Start)> _rows = [];

    public int Count => _rows.Count;

    /// <summary>The bytes of a row.</summary>
    public ReadOnlySpan<byte> this[int row] =>
        _bytes.Written[_rows[row].Start..(row + 1 < _rows.Count ? _rows[row + 1].Start : _bytes.Length)];

    /// <summary>The number of a row's key, or -1 where it matches nothing.</summary>
    public int KeyOf(int row) => _rows[row].Key;

    public void Add(ReadOnlySpan<byte> row, ReadOnlySpan<byte> key) => Append(row, keys.Add(key));

    public void AddWithoutKey(ReadOnlySpan<byte> row) => Append(row, NoKey);

    void Append(ReadOnlySpan<byte> row, int key)
    {
        _rows.Add((key, _bytes.Length));
        _bytes.Write(row);
    }

    public void Snapshot(StateWriter writer)
    {
        writer.Write(Count);
        for (var row = 0; row < Count; row++)
        {
            var key = KeyOf(row);
            writer.Write(key != NoKey);
            writer.WriteBase64(key == NoKey ? [] : keys[key]);
            writer.Write(this[row]);
        }
    }

    public void Restore(StateReader reader)
    {
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var hasKey = reader.ReadBoolean();
            var key = reader.ReadBase64();
            if (hasKey) Add(reader.ReadBytes(), key);
            else AddWithoutKey(reader.ReadBytes());
        }
    }
}
