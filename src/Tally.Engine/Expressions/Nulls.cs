using Tally.Engine.Columns;

namespace Tally.Engine.Expressions;

/// <summary>Word-wise work on bitmaps of nulls. A bitmap may be shorter than its column; what is missing is not null.</summary>
static class Nulls
{
    public static int Words(int count) => (count + 63) >> 6;

    /// <summary>A bitmap of what is NULL in either: one of the two when the other is absent, else written into the buffer.</summary>
    public static ulong[]? Either(ulong[]? left, ulong[]? right, int count, ref ulong[] buffer)
    {
        if (left is null || left == right) return right;
        if (right is null) return left;
        var words = Words(count);
        if (buffer.Length < words || buffer == left || buffer == right) buffer = new ulong[words];
        for (var i = 0; i < words; i++) buffer[i] = Word(left, i) | Word(right, i);
        return buffer;
    }

    /// <summary>The bits of 64 rows.</summary>
    public static ulong Word(ulong[]? nulls, int word) => nulls is not null && (uint)word < (uint)nulls.Length ? nulls[word] : 0;

    /// <summary>The bits of a word that belong to rows below the count.</summary>
    public static ulong Mask(int count, int word) => count - (word << 6) is var left && left >= 64 ? ulong.MaxValue : (1UL << left) - 1;

    /// <summary>Gives a column a copy of a bitmap that it may add to.</summary>
    public static void CopyNulls(this Column column, ulong[]? nulls, int count)
    {
        column.Nulls = null;
        column.AddNulls(nulls, count);
    }

    /// <summary>Adds the nulls of a bitmap to those of a column that owns its own.</summary>
    public static void AddNulls(this Column column, ulong[]? nulls, int count)
    {
        if (nulls is null) return;
        var words = Words(count);
        column.Nulls ??= new ulong[words];
        for (var i = 0; i < words; i++) column.Nulls[i] |= Word(nulls, i);
    }

    /// <summary>Sets a bit in a buffer of bits.</summary>
    public static void Set(ulong[] bits, int row) => bits[row >> 6] |= 1UL << row;
}
