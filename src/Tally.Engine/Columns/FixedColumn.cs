using System.Runtime.CompilerServices;

namespace Tally.Engine.Columns;

/// <summary>A column of values of fixed size; which <typeparamref name="T"/> a type has is listed at <see cref="SqlType"/>.</summary>
public sealed class Column<T> : Column where T : unmanaged
{
    /// <summary>The values by row.</summary>
    public T[] Values = [];

    /// <summary>The values of the rows that exist.</summary>
    public Span<T> Span => Values.AsSpan(0, Count);

    public T this[int row]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Values[row];
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => Values[row] = value;
    }

    public override void Reset(int count)
    {
        ResetNulls(count);
        if (Values.Length < count) Values = new T[Math.Max(count, Values.Length * 2)];
    }

    public override Column Gather(ReadOnlySpan<int> rows)
    {
        var result = new Column<T>();
        result.Reset(rows.Length);
        for (var i = 0; i < rows.Length; i++) result.Values[i] = Values[rows[i]];
        result.GatherNulls(this, rows);
        return result;
    }

    public override Column NewEmpty() => new Column<T>();

    public void Append(T value)
    {
        if (Values.Length == Count) Array.Resize(ref Values, Math.Max(16, Count * 2));
        Values[Count++] = value;
    }

    public override void Append(Column source, int row)
    {
        Append(((Column<T>)source).Values[row]);
        if (source.IsNull(row)) SetNull(Count - 1);
    }

    public override void AppendNull()
    {
        Append(default);
        SetNull(Count - 1);
    }
}
