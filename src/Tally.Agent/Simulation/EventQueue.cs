using System.Numerics;

namespace Tally.Agent.Simulation;

/// <summary>What will be written to the logs, by the millisecond of writing; of the same millisecond what was added first comes
/// first.</summary>
/// <remarks>A ring of milliseconds, each with a list: adding and taking cost the same however much is ahead.</remarks>
sealed class EventQueue(long startMs)
{
    /// <summary>How far ahead of what was taken last an event may be, in milliseconds.</summary>
    public const int HorizonMs = 1 << 17;

    readonly List[] _lists = new List[HorizonMs];
    readonly ulong[] _used = new ulong[HorizonMs / 64];
    Entry[] _entries = new Entry[1024];
    int _free;
    int _entryCount = 1;
    int _waiting;
    long _headMs = startMs;
    bool _isHeadKnown;

    /// <summary>The first and the last entry of a millisecond; 0: none.</summary>
    struct List
    {
        public int First, Last;
    }

    struct Entry
    {
        public PlannedEvent Event;
        public int Next;
    }

    public void Add(long writeMs, in PlannedEvent planned)
    {
        if (_waiting == 0) (_headMs, _isHeadKnown) = (writeMs, true);
        if (writeMs - _headMs >= HorizonMs)
            throw new InvalidOperationException($"an event is {writeMs - _headMs} ms ahead, expected less than {HorizonMs}");
        var entry = _free > 0 ? _free : _entryCount++;
        if (entry == _entries.Length) Array.Resize(ref _entries, entry * 2);
        _free = _entries[entry].Next;
        _entries[entry] = new() { Event = planned };
        var place = (int)(writeMs & (HorizonMs - 1));
        ref var list = ref _lists[place];
        if (list.First == 0) list.First = entry;
        else _entries[list.Last].Next = entry;
        list.Last = entry;
        _used[place >> 6] |= 1UL << place;
        _waiting++;
        if (_isHeadKnown && writeMs < _headMs) _headMs = writeMs;
    }

    /// <summary>When the next event is written; false when there is none.</summary>
    public bool TryPeek(out long writeMs)
    {
        if (!_isHeadKnown && _waiting > 0) FindHead();
        writeMs = _headMs;
        return _waiting > 0;
    }

    void FindHead()
    {
        var place = (int)(_headMs & (HorizonMs - 1));
        var word = place >> 6;
        var used = _used[word] & ulong.MaxValue << place;
        while (used == 0) used = _used[word = (word + 1) & (_used.Length - 1)];
        _headMs += (word * 64 + BitOperations.TrailingZeroCount(used) - place) & (HorizonMs - 1);
        _isHeadKnown = true;
    }

    /// <summary>Takes the event that <see cref="TryPeek"/> has seen.</summary>
    public PlannedEvent Take()
    {
        var place = (int)(_headMs & (HorizonMs - 1));
        ref var list = ref _lists[place];
        var entry = list.First;
        var planned = _entries[entry].Event;
        list.First = _entries[entry].Next;
        (_entries[entry].Next, _free) = (_free, entry);
        _waiting--;
        if (list.First != 0) return planned;
        list.Last = 0;
        _used[place >> 6] &= ~(1UL << place);
        _isHeadKnown = false;
        return planned;
    }
}

/// <summary>An event before it is known who and what exactly it is about: that is looked up when it is written.</summary>
readonly record struct PlannedEvent(ShopEventKind Kind, long TimeMs, int User, int Product, int Quantity, long Number);
