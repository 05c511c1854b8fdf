using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Aggregation.Accumulators;

// Accumulators.
//
// An accumulator holds one aggregate of all groups, column-wise by slot. Slot 0 belongs to no group: rows that do not count (NULL argument,
// FILTER not TRUE, late) are sent there, so that the kernels need no condition. One accumulator may serve several calls: SUM, AVG and COUNT
// of one argument need the same sums. Slots are handed out by the operator; a slot that is given up is cleared before it is used again.

/// <summary>The state of one aggregate for every slot.</summary>
abstract class Accumulator
{
    /// <summary>Whether rows whose first argument is NULL are sent to slot 0 before <see cref="Add"/>.</summary>
    public virtual bool SkipsNulls => true;

    /// <summary>Makes room for slots up to <paramref name="capacity"/>; new ones are empty.</summary>
    public abstract void Grow(int capacity);

    /// <summary>Takes a batch in: row i counts in slot <paramref name="slots"/>[i].</summary>
    public abstract void Add(Batch batch, ReadOnlySpan<int> slots);

    /// <summary>Takes a batch in of which every row counts in one slot; false when that needs the slots of the rows, and nothing was
    /// taken.</summary>
    public virtual bool TryAdd(Batch batch, int slot) => false;

    /// <summary>Takes rows back that were added before.</summary>
    public abstract void Retract(Batch batch, ReadOnlySpan<int> slots);

    /// <summary>Adds the content of each slot of <paramref name="from"/> to the slot of <paramref name="into"/> at the same
    /// place.</summary>
    public abstract void Merge(ReadOnlySpan<int> into, ReadOnlySpan<int> from);

    /// <summary>Empties slots.</summary>
    public abstract void Clear(ReadOnlySpan<int> slots);

    /// <summary>Appends the result of a call for each slot to a column of the call's type.</summary>
    public abstract void Write(AggregateCall call, ReadOnlySpan<int> slots, Column into);

    /// <summary>Writes slots 0 up to <paramref name="capacity"/>.</summary>
    public abstract void Snapshot(StateWriter writer, int capacity);

    /// <summary>Reads them into an empty accumulator.</summary>
    public abstract void Restore(StateReader reader, int capacity);

    /// <summary>Rough size in bytes.</summary>
    public abstract long SizeBytes { get; }

    /// <summary>The next size of an array that must hold <paramref name="capacity"/> entries.</summary>
    protected static int GrownCapacity(int current, int capacity) => Math.Max(capacity, Math.Max(16, current * 2));
}

/// <summary>An accumulator whose state is one value of fixed size a slot.</summary>
abstract class CellAccumulator<TCell> : Accumulator where TCell : unmanaged
{
    /// <summary>The state by slot.</summary>
    protected TCell[] Cells = [];

    public override long SizeBytes => (long)Cells.Length * System.Runtime.CompilerServices.Unsafe.SizeOf<TCell>();

    public override void Grow(int capacity)
    {
        if (Cells.Length < capacity) Array.Resize(ref Cells, GrownCapacity(Cells.Length, capacity));
    }

    public override void Clear(ReadOnlySpan<int> slots)
    {
        foreach (var slot in slots) Cells[slot] = default;
    }

    public override void Snapshot(StateWriter writer, int capacity) => writer.Write<TCell>(Cells.AsSpan(0, capacity));

    public override void Restore(StateReader reader, int capacity)
    {
        Grow(capacity);
        reader.ReadArray<TCell>().CopyTo(Cells, 0);
    }
}
