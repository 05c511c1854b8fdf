using Tally.Engine.State;

namespace Tally.Engine.Operators.Windows.Slices;

/// <summary>The groups of one slice: key ids, and the slot that holds each group's aggregates. All times are local.</summary>
sealed class Slice
{
    int[] _keys = new int[4];
    int[] _slots = new int[4];

    /// <summary>Where the slice starts.</summary>
    public required long Start { get; init; }

    /// <summary>The end of the first window that takes its rows: rows that were late for earlier windows lie in a slice of their
    /// own.</summary>
    public required long FirstWindowEnd { get; init; }

    /// <summary>The end of the last window that takes its rows; then the slice goes.</summary>
    public required long LastWindowEnd { get; init; }

    /// <summary>The end of the next window to fire over it.</summary>
    public long NextWindowEnd { get; set; }

    /// <summary>Whether rows came since the last refresh.</summary>
    public bool IsDirty
    {
        get;
        set
        {
            field = value;
            NeedsCorrection |= value;
        }
    } = true;

    /// <summary>Whether rows came since the windows over it that have fired were last corrected.</summary>
    public bool NeedsCorrection { get; set; } = true;

    /// <summary>The number of groups.</summary>
    public int Count { get; private set; }

    /// <summary>The key of each group, in the order of arrival.</summary>
    public ReadOnlySpan<int> Keys => _keys.AsSpan(0, Count);

    /// <summary>The slot of each group.</summary>
    public ReadOnlySpan<int> Slots => _slots.AsSpan(0, Count);

    /// <summary>From key id to slot, 0 where there is no group; only while rows come in, see <see cref="SliceStore"/>.</summary>
    public int[]? SlotOfKey { get; set; }

    /// <summary>When rows last came, to tell which maps to give up.</summary>
    public long LastUse { get; set; }

    public void Add(int key, int slot)
    {
        if (_keys.Length == Count)
        {
            Array.Resize(ref _keys, Count * 2);
            Array.Resize(ref _slots, Count * 2);
        }
        (_keys[Count], _slots[Count]) = (key, slot);
        Count++;
        if (SlotOfKey is { } map) map[key] = slot;
    }

    public void Snapshot(StateWriter writer)
    {
        writer.Write(Start);
        writer.Write(FirstWindowEnd);
        writer.Write(LastWindowEnd);
        writer.Write(NextWindowEnd);
        writer.Write(Keys);
        writer.Write(Slots);
    }

    public static Slice Restore(StateReader reader)
    {
        var slice = new Slice { Start = reader.ReadInt64(), FirstWindowEnd = reader.ReadInt64(), LastWindowEnd = reader.ReadInt64(),
            NextWindowEnd = reader.ReadInt64() };
        var keys = reader.ReadArray<int>();
        var slots = reader.ReadArray<int>();
        for (var i = 0; i < keys.Length; i++) slice.Add(keys[i], slots[i]);
        return slice;
    }
}
