using Tally.Engine.Columns;

namespace Tally.Engine.Operators.Aggregation.Accumulators;

/// <summary>Which of two values MIN or MAX keeps.</summary>
interface IPreference
{
    static abstract bool Prefers<T>(T value, T other) where T : IComparable<T>;
}

/// <summary>MIN.</summary>
readonly struct Smallest : IPreference
{
    public static bool Prefers<T>(T value, T other) where T : IComparable<T> => value.CompareTo(other) < 0;
}

/// <summary>MAX.</summary>
readonly struct Greatest : IPreference
{
    public static bool Prefers<T>(T value, T other) where T : IComparable<T> => value.CompareTo(other) > 0;
}

/// <summary>The best value so far, if any.</summary>
struct ExtremeCell<T> where T : unmanaged
{
    public T Value;
    public bool Exists;
}

/// <summary>MIN and MAX of values of fixed size over rows that are never taken back.</summary>
sealed class ExtremeAccumulator<T, TPreference>(int argument) : CellAccumulator<ExtremeCell<T>>
    where T : unmanaged, IComparable<T>
    where TPreference : IPreference
{
    public override void Add(Batch batch, ReadOnlySpan<int> slots)
    {
        var cells = Cells;
        var values = ((Column<T>)batch.Columns[argument]).Values.AsSpan(0, slots.Length);
        for (var i = 0; i < slots.Length; i++) Offer(ref cells[slots[i]], values[i]);
    }

    static void Offer(ref ExtremeCell<T> cell, T value)
    {
        if (cell.Exists && !TPreference.Prefers(value, cell.Value)) return;
        cell.Value = value;
        cell.Exists = true;
    }

    public override void Retract(Batch batch, ReadOnlySpan<int> slots) =>
        throw new InvalidOperationException("this MIN or MAX cannot take rows back");

    public override void Merge(ReadOnlySpan<int> into, ReadOnlySpan<int> from)
    {
        for (var i = 0; i < into.Length; i++)
            if (Cells[from[i]].Exists) Offer(ref Cells[into[i]], Cells[from[i]].Value);
    }

    public override void Write(AggregateCall call, ReadOnlySpan<int> slots, Column into)
    {
        var column = (Column<T>)into;
        foreach (var slot in slots)
        {
            if (Cells[slot].Exists) column.Append(Cells[slot].Value);
            else column.AppendNull();
        }
    }
}
