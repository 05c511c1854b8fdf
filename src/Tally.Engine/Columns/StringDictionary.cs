using System.Runtime.CompilerServices;

namespace Tally.Engine.Columns;

/// <summary>Gives equal byte strings equal small codes: 0, 1, 2, … in the order of first sight.</summary>
/// <remarks>
/// Only grows. Its owner (a decoder) starts a new one when it has become large; operators keep what they need by value and map the codes of
/// each dictionary object to their own groups, so nothing is remapped and memory follows state, not input. One writer; readers may read
/// codes that they were handed.
/// </remarks>
public sealed class StringDictionary
{
    byte[] _bytes = new byte[4096];
    int[] _starts = new int[256];
    int[] _slots = new int[512];
    uint[] _hashes = new uint[256];
    int _byteCount;

    /// <summary>The number of different strings.</summary>
    public int Count { get; private set; }

    /// <summary>The size of the strings themselves.</summary>
    public int SizeBytes => _byteCount;

    /// <summary>The string of a code.</summary>
    public ReadOnlySpan<byte> this[int code]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _bytes.AsSpan(_starts[code], _starts[code + 1] - _starts[code]);
    }

    /// <summary>The code of a string, a new one when it was not seen before.</summary>
    public int Add(ReadOnlySpan<byte> value) => Add(value, ByteHash.Of(value));

    /// <summary>The same with the hash of <see cref="ByteHash"/> already at hand.</summary>
    public int Add(ReadOnlySpan<byte> value, uint hash)
    {
        var mask = _slots.Length - 1;
        for (var slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            var code = _slots[slot] - 1;
            if (code < 0) return Insert(value, hash, slot);
            if (_hashes[code] == hash && this[code].SequenceEqual(value)) return code;
        }
    }

    /// <summary>The code of a string, or -1 when it has none.</summary>
    public int Find(ReadOnlySpan<byte> value)
    {
        var hash = ByteHash.Of(value);
        var mask = _slots.Length - 1;
        for (var slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            var code = _slots[slot] - 1;
            if (code < 0 || (_hashes[code] == hash && this[code].SequenceEqual(value))) return code;
        }
    }

    int Insert(ReadOnlySpan<byte> value, uint hash, int slot)
    {
        if (_starts.Length < Count + 2)
        {
            Array.Resize(ref _starts, _starts.Length * 2);
            Array.Resize(ref _hashes, _starts.Length);
        }
        if (_bytes.Length - _byteCount < value.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _byteCount + value.Length));
        value.CopyTo(_bytes.AsSpan(_byteCount));
        _byteCount += value.Length;
        _hashes[Count] = hash;
        _starts[Count + 1] = _byteCount;
        _slots[slot] = ++Count;
        if (Count * 2 > _slots.Length) Grow();
        return Count - 1;
    }

    void Grow()
    {
        var slots = new int[_slots.Length * 2];
        var mask = slots.Length - 1;
        for (var code = 0; code < Count; code++)
        {
            var slot = (int)_hashes[code] & mask;
            while (slots[slot] != 0) slot = (slot + 1) & mask;
            slots[slot] = code + 1;
        }
        _slots = slots;
    }
}
