using System.Runtime.CompilerServices;
using Tally.Engine.Columns;

namespace Tally.Engine.Expressions.Kernels;

/// <summary>Short ways to read one value of an argument column.</summary>
static class Cells
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> Text(this Column column, int row) => ((StringColumn)column)[row];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Int(this Column column, int row) => ((Column<int>)column).Values[row];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Long(this Column column, int row) => ((Column<long>)column).Values[row];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Bool(this Column column, int row) => ((Column<bool>)column).Values[row];

    /// <summary>A DECIMAL or TIMESTAMP of either width.</summary>
    public static Int128 Wide(this Column column, int row) =>
        column is Column<long> longs ? longs.Values[row] : ((Column<Int128>)column).Values[row];
}
