using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Tally.Engine.Columns;

namespace Tally.Engine.Formats.Values;

/// <summary>Finds the codes of strings of at most 16 bytes: one register to hash, one line of memory to look at, one comparison.</summary>
/// <remarks>Lies beside a <see cref="StringDictionary"/>, which gives the codes and holds the bytes.</remarks>
sealed class ShortStringCodes
{
    /// <summary>The longest string that it holds.</summary>
    public const int MaxLength = 16;

    const ulong FirstMultiplier = 0x9E37_79B9_7F4A_7C15, SecondMultiplier = 0xC2B2_AE3D_27D4_EB4F;

    struct Entry
    {
        public ulong First, Second;
        public int Length, NextCode;
    }

    // Sixteen bytes that stay, then sixteen that go: a window of it keeps the first bytes of a register.
    static ReadOnlySpan<byte> Window =>
    [
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    Entry[] _entries = new Entry[256];
    int _shift = 64 - 8;
    int _count;

    /// <summary>The code of bytes[start .. start + length]; 16 bytes from the start on must exist.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(byte[] bytes, int start, int length, StringDictionary dictionary)
    {
        var seen = Vector128.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(bytes), (nuint)start);
        var kept = (seen & Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(Window), (nuint)(MaxLength - length))).AsUInt64();
        ulong first = kept.GetElement(0), second = kept.GetElement(1);
        var mask = _entries.Length - 1;
        for (var slot = Slot(first, second); ; slot = (slot + 1) & mask)
        {
            ref var entry = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_entries), slot);
            if (entry.First == first && entry.Second == second && entry.Length == length && entry.NextCode != 0) return entry.NextCode - 1;
            if (entry.NextCode == 0) return Add(slot, first, second, bytes.AsSpan(start, length), dictionary);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    // The highest bits of a product depend on every bit of its factors.
    int Slot(ulong first, ulong second) =>
        (int)((first ^ BitOperations.RotateLeft(second * SecondMultiplier, 32)) * FirstMultiplier >> _shift);

    [MethodImpl(MethodImplOptions.NoInlining)]
    int Add(int slot, ulong first, ulong second, ReadOnlySpan<byte> value, StringDictionary dictionary)
    {
        var code = dictionary.Add(value);
        _entries[slot] = new() { First = first, Second = second, Length = value.Length, NextCode = code + 1 };
        if (++_count * 5 > _entries.Length * 3) Grow();
        return code;
    }

    void Grow()
    {
        var entries = new Entry[_entries.Length * 2];
        _shift--;
        var mask = entries.Length - 1;
        foreach (var entry in _entries)
        {
            if (entry.NextCode == 0) continue;
            var slot = Slot(entry.First, entry.Second);
            while (entries[slot].NextCode != 0) slot = (slot + 1) & mask;
            entries[slot] = entry;
        }
        _entries = entries;
    }
}
