using Tally.Engine.Columns;

namespace Tally.Engine.Operators;

/// <summary>What turns one list of encoded rows into another, where only which rows there are counts and not their places.</summary>
static class RowDifference
{
    /// <summary>Passes on the rows that went, in their order, and then those that came, in theirs.</summary>
    public static void Write(List<byte[]> before, List<byte[]> now, Action<byte[]> removed, Action<byte[]> added)
    {
        var common = 0;
        while (common < before.Count && common < now.Count && before[common].AsSpan().SequenceEqual(now[common])) common++;
        if (common == before.Count && common == now.Count) return;
        WriteExcept(before, now, common, removed);
        WriteExcept(now, before, common, added);
    }

    // Each of the others cancels one equal row, the first.
    static void WriteExcept(List<byte[]> rows, List<byte[]> others, int from, Action<byte[]> write)
    {
        var counts = new Dictionary<byte[], int>(ByteArrayComparer.Instance);
        for (var i = from; i < others.Count; i++) counts[others[i]] = counts.GetValueOrDefault(others[i]) + 1;
        for (var i = from; i < rows.Count; i++)
        {
            if (counts.GetValueOrDefault(rows[i]) is var count && count > 0) counts[rows[i]] = count - 1;
            else write(rows[i]);
        }
    }
}
