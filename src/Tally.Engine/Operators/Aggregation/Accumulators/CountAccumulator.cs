using Tally.Engine.Columns;

namespace Tally.Engine.Operators.Aggregation.Accumulators;

/// <summary>COUNT(*) and COUNT(x).</summary>
sealed class CountAccumulator : CellAccumulator<long>
{
    public override void Add(Batch batch, ReadOnlySpan<int> slots)
    {
        var counts = Cells;
        foreach (var slot in slots) counts[slot]++;
    }

    public override bool TryAdd(Batch batch, int slot)
    {
        Cells[slot] += batch.Count;
        return true;
    }

    public override void Retract(Batch batch, ReadOnlySpan<int> slots)
    {
        var counts = Cells;
        foreach (var slot in slots) counts[slot]--;
    }

    public override void Merge(ReadOnlySpan<int> into, ReadOnlySpan<int> from)
    {
        for (var i = 0; i < into.Length; i++) Cells[into[i]] += Cells[from[i]];
    }

    public override void Write(AggregateCall call, ReadOnlySpan<int> slots, Column into)
    {
        var counts = (Column<long>)into;
        foreach (var slot in slots) counts.Append(Cells[slot]);
    }

    /// <summary>The count of one slot.</summary>
    public long this[int slot] => Cells[slot];
}
