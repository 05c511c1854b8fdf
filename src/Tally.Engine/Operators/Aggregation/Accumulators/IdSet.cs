using System.Numerics;
using Tally.Engine.Columns;

namespace Tally.Engine.Operators.Aggregation.Accumulators;

/// <summary>A set of small ids: a list while it is tiny, then a hash table, and a bitmap once that is smaller.</summary>
sealed class IdSet
{
    const int ListLength = 8;

    // Ids are kept plus one, so that 0 is an empty place.
    int[] _entries = new int[4];
    ulong[]? _bits;

    public int Count { get; private set; }

    public long SizeBytes => 64 + _entries.Length * 4L + (_bits?.Length ?? 0) * 8L;

    /// <summary>The set as a bitmap, as long as it is not replaced by <see cref="Add"/>; empty while it is none.</summary>
    public ReadOnlySpan<ulong> Bits => _bits;

    /// <summary>Adds an id; false when it is there already.</summary>
    /// <param name="universe">One more than the greatest id in use, to tell how large a bitmap would be.</param>
    public bool Add(int id, int universe)
    {
        if (_bits is not null) return AddBit(id, universe);
        if (_entries.Length <= ListLength) return AddToList(id, universe);
        var mask = _entries.Length - 1;
        var slot = (int)ByteHash.Of((ulong)id) & mask;
        for (; _entries[slot] != 0; slot = (slot + 1) & mask)
            if (_entries[slot] == id + 1) return false;
        _entries[slot] = id + 1;
        if (++Count * 2 > _entries.Length) Grow(universe);
        return true;
    }

    /// <summary>Adds many ids at once where the set is a bitmap.</summary>
    /// <param name="added">Takes the ids that were not there; as long as <paramref name="ids"/>.</param>
    /// <returns>How many those are; -1 when the set is no bitmap yet, and nothing was added.</returns>
    public int AddAll(ReadOnlySpan<int> ids, int universe, Span<int> added)
    {
        if (_bits is null) return -1;
        if (_bits.Length * 64L < universe) Array.Resize(ref _bits, Math.Max(universe / 64 + 1, _bits.Length * 5 / 4));
        var bits = _bits;
        var count = 0;
        // Half of the ids may be new, in no order: no branch on that.
        foreach (var id in ids)
        {
            ref var word = ref bits[id >> 6];
            added[count] = id;
            count += (int)(~word >> id & 1);
            word |= 1UL << id;
        }
        Count += count;
        return count;
    }

    bool AddBit(int id, int universe)
    {
        var word = id >> 6;
        if (word >= _bits!.Length) Array.Resize(ref _bits, Math.Max(word + 1, Math.Max(universe / 64 + 1, _bits.Length * 5 / 4)));
        var bit = 1UL << id;
        if ((_bits[word] & bit) != 0) return false;
        _bits[word] |= bit;
        Count++;
        return true;
    }

    bool AddToList(int id, int universe)
    {
        if (_entries.AsSpan(0, Count).Contains(id + 1)) return false;
        if (Count == _entries.Length) Grow(universe);
        if (_bits is not null || _entries.Length > ListLength) return Add(id, universe);
        _entries[Count++] = id + 1;
        return true;
    }

    void Grow(int universe)
    {
        var old = _entries;
        if (old.Length >= ListLength && universe / 8 <= old.Length * 4)
        {
            _bits = new ulong[universe / 64 + 1];
            _entries = [];
        }
        else
        {
            _entries = new int[old.Length * 2];
            if (_entries.Length <= ListLength)
            {
                old.CopyTo(_entries, 0);
                return;
            }
        }
        Count = 0;
        foreach (var entry in old)
            if (entry != 0) Add(entry - 1, universe);
    }

    /// <summary>The ids, in no particular order that matters.</summary>
    public int[] ToArray()
    {
        var ids = new int[Count];
        var next = 0;
        foreach (var entry in _entries)
            if (entry != 0) ids[next++] = entry - 1;
        if (_bits is null) return ids;
        for (var word = 0; word < _bits.Length; word++)
            for (var bits = _bits[word]; bits != 0; bits &= bits - 1) ids[next++] = word * 64 + BitOperations.TrailingZeroCount(bits);
        return ids;
    }
}
