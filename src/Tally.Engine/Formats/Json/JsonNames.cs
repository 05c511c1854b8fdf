using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.Json;

/// <summary>Finds the index of a field by the bytes of its name; case counts.</summary>
sealed class JsonNames
{
    readonly byte[][] _names;
    readonly int[] _slots;

    public JsonNames(string[] names)
    {
        _names = [.. names.Select(Encoding.UTF8.GetBytes)];
        _slots = new int[Math.Max(16, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)names.Length * 4))];
        for (var i = 0; i < _names.Length; i++)
        {
            var slot = ByteHash.Of(_names[i]) & (_slots.Length - 1);
            while (_slots[slot] != 0) slot = (slot + 1) & (_slots.Length - 1);
            _slots[slot] = i + 1;
        }
    }

    /// <summary>The index of the field, or −1.</summary>
    public int Find(byte[] bytes, ValueSlice name) => Find(Text(bytes, name));

    public int Find(ReadOnlySpan<byte> name)
    {
        for (var slot = ByteHash.Of(name) & (_slots.Length - 1); ; slot = (slot + 1) & (_slots.Length - 1))
        {
            var index = _slots[slot] - 1;
            if (index < 0 || _names[index].AsSpan().SequenceEqual(name)) return index;
        }
    }

    /// <summary>The text of a raw name; names with escapes are rare and cost an array.</summary>
    public static ReadOnlySpan<byte> Text(byte[] bytes, ValueSlice name)
    {
        var raw = bytes.AsSpan(name.Start, name.Length);
        if (name.IsPlain) return raw;
        var text = new byte[raw.Length];
        return text.AsSpan(0, JsonUnescape.Unescape(raw, text));
    }
}
