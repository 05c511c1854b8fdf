namespace Tally.Log.Embedded;

/// <summary>A sparse map from offsets to positions in one segment: one entry per 64 KB or more. One writer, any number of
/// readers.</summary>
sealed class OffsetIndex
{
    const int StrideBytes = 64 << 10;

    Entry[] _entries = new Entry[16];
    int _count;

    /// <summary>The start of a batch.</summary>
    public readonly record struct Entry(long Offset, long Position);

    /// <summary>The entries, in order.</summary>
    public ReadOnlySpan<Entry> Entries
    {
        get
        {
            var count = Volatile.Read(ref _count);
            return Volatile.Read(ref _entries).AsSpan(0, count);
        }
    }

    /// <summary>Notes a batch when the last noted one is far enough away.</summary>
    public void Note(long offset, long position)
    {
        if (_count > 0 && position - _entries[_count - 1].Position < StrideBytes) return;
        Add(new Entry(offset, position));
    }

    /// <summary>Adds an entry as it is.</summary>
    public void Add(Entry entry)
    {
        if (_count == _entries.Length)
        {
            var larger = new Entry[_count * 2];
            _entries.CopyTo(larger, 0);
            Volatile.Write(ref _entries, larger);
        }
        _entries[_count] = entry;
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>Forgets the batches that lie at or behind a position.</summary>
    public void CutTo(long position)
    {
        var count = _count;
        while (count > 0 && _entries[count - 1].Position >= position) count--;
        var kept = _entries[..Math.Max(16, count)];
        Volatile.Write(ref _count, 0); // a reader between the two writes sees no entries and starts at the segment's beginning
        Volatile.Write(ref _entries, kept);
        Volatile.Write(ref _count, count);
    }

    /// <summary>The last noted batch that starts at or below an offset; the beginning when there is none.</summary>
    public Entry Floor(long offset, long baseOffset)
    {
        var entries = Entries;
        var low = 0;
        var high = entries.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (entries[middle].Offset <= offset) low = middle + 1;
            else high = middle;
        }
        return low == 0 ? new Entry(baseOffset, 0) : entries[low - 1];
    }
}
