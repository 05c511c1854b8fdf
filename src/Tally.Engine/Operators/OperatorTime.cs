using Tally.Engine.Columns;
using Tally.Engine.Operators.Windows.Slices;
using Tally.Engine.State;

namespace Tally.Engine.Operators;

/// <summary>How far event time has come for an operator and for each of its rows, and how many rows came too late.</summary>
/// <remarks>A row is judged by the later of two watermarks: the operator's, and the one of the row's own partition just before
/// it.</remarks>
/// <param name="clock">Turns watermarks into the local time in which the operator thinks.</param>
sealed class OperatorTime(LocalTimeConverter clock)
{
    /// <summary>Of an operator that thinks in instants.</summary>
    public OperatorTime() : this(new(null)) { }

    /// <summary>How far time has come for the operator as a whole; long.MinValue before the first watermark.</summary>
    public long Progress { get; private set; } = long.MinValue;

    /// <summary>Rows that were late for everything that the operator does.</summary>
    public long LateCount { get; private set; }

    /// <summary>How far time has come for one row.</summary>
    public long Of(Batch batch, int row) =>
        batch.RowWatermarks is { } watermarks ? Math.Max(Progress, clock.Progress(watermarks[row])) : Progress;

    /// <summary>Time never goes back.</summary>
    public void Advance(long watermarkMs) => Progress = Math.Max(Progress, clock.Progress(watermarkMs));

    /// <summary>Counts a late row, and puts it aside where rejected rows are kept.</summary>
    public void Reject(Batch batch, int row)
    {
        LateCount++;
        batch.Rejects?.Take(batch, row);
    }

    public void Snapshot(StateWriter writer)
    {
        writer.Write(Progress);
        writer.Write(LateCount);
    }

    /// <summary>Reads what <see cref="Snapshot"/> wrote.</summary>
    public void Restore(StateReader reader) => Restore(reader.ReadInt64(), reader.ReadInt64());

    /// <summary>Goes on from a checkpoint.</summary>
    public void Restore(long progress, long lateCount)
    {
        Progress = progress;
        LateCount = lateCount;
    }
}
