namespace Tally.Engine.Operators.Ranking.Rows;

/// <summary>The best groups of one key of a Top-N over groups, in order, with some in reserve; those left out are known to come behind the
/// last one kept.</summary>
sealed class TopHeap(int wanted, EmittedRanks shown)
{
    // In reserve for groups that fall: only when it is used up all groups must be looked at again.
    readonly int _kept = wanted * 2 + 16;
    readonly List<Entry> _entries = [];
    Entry? _bound;

    /// <summary>A group with its place in the order.</summary>
    sealed record Entry(byte[] Order, ulong Prefix, long Arrival, int Group) : IComparable<Entry>
    {
        public int CompareTo(Entry? other)
        {
            var order = Order.AsSpan().SequenceCompareTo(other!.Order);
            return order != 0 ? order : Arrival.CompareTo(other.Arrival);
        }
    }

    public EmittedRanks Shown => shown;

    /// <summary>How many groups there are, kept or not.</summary>
    public int GroupCount { get; set; }

    /// <summary>Whether what is shown may have changed.</summary>
    public bool IsChanged { get; set; }

    /// <summary>A group with a greater prefix is not among the best.</summary>
    public ulong LastPrefix => _bound?.Prefix ?? ulong.MaxValue;

    /// <summary>Whether groups that were left out may be among the wanted ones.</summary>
    public bool IsShort => _entries.Count < wanted && _entries.Count < GroupCount;

    /// <summary>The number of groups from the first place on that are shown at most.</summary>
    public int Count => Math.Min(wanted, _entries.Count);

    /// <summary>The group at a 0-based place.</summary>
    public int this[int place] => _entries[place].Group;

    /// <summary>Takes a kept group out and returns its prefix; it is counted still.</summary>
    public ulong Remove(int group)
    {
        var place = _entries.FindIndex(entry => entry.Group == group);
        var prefix = _entries[place].Prefix;
        IsChanged |= place < wanted;
        _entries.RemoveAt(place);
        return prefix;
    }

    /// <summary>Puts a group in its place; false when it is behind those that were left out before.</summary>
    public bool Offer(ReadOnlySpan<byte> order, ulong prefix, long arrival, int group)
    {
        var entry = new Entry(order.ToArray(), prefix, arrival, group);
        if (_bound is not null && entry.CompareTo(_bound) > 0) return false;
        var place = _entries.BinarySearch(entry);
        if (place < 0) place = ~place;
        _entries.Insert(place, entry);
        IsChanged |= place < wanted;
        return true;
    }

    /// <summary>Leaves out what is more than enough; returns the group that goes, or -1.</summary>
    public int Trim()
    {
        if (_entries.Count <= _kept) return -1;
        var group = _entries[^1].Group;
        _entries.RemoveAt(_entries.Count - 1);
        _bound = _entries[^1];
        return group;
    }

    /// <summary>Forgets all places, so that every group can be offered again.</summary>
    public void Restart()
    {
        _entries.Clear();
        _bound = null;
    }

    /// <summary>Whether no place is taken although there are groups.</summary>
    public bool IsEmpty => _entries.Count == 0;
}
