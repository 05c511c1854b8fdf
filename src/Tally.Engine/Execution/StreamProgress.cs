namespace Tally.Engine.Execution;

/// <summary>The watermark of a stream: the least over its partitions, without those that have ended or are idle.</summary>
/// <param name="isBounded">Whether time ends with the last partition; a stream that is not bounded goes on in partitions that do not exist
/// yet.</param>
sealed class StreamProgress(bool isBounded = true)
{
    long _watermarkMs = long.MinValue;

    /// <summary>What was announced last; never goes back. Written by the pump's thread, read by any.</summary>
    public long WatermarkMs
    {
        get => Volatile.Read(ref _watermarkMs);
        set => Volatile.Write(ref _watermarkMs, value);
    }

    /// <summary>Takes the partitions' watermarks; true when the stream's has risen.</summary>
    /// <remarks>
    /// Where all partitions are idle or have ended the greatest of their watermarks counts: nothing holds time back. An idle partition is
    /// taken along,
    /// so that its next rows are judged by the time that has been announced without it.
    /// </remarks>
    public bool Advance(IReadOnlyList<PumpPartition> partitions)
    {
        var least = Least(partitions);
        if (least <= WatermarkMs) return false;
        WatermarkMs = least;
        foreach (var partition in partitions)
            if (partition.Idle && partition.WatermarkMs < least && least != long.MaxValue) partition.WatermarkMs = least;
        return true;
    }

    long Least(IReadOnlyList<PumpPartition> partitions)
    {
        var least = long.MaxValue;
        var greatest = long.MinValue;
        var (allEnded, anyActive) = (true, false);
        foreach (var partition in partitions)
        {
            greatest = Math.Max(greatest, partition.WatermarkMs);
            allEnded &= partition.Ended;
            if (partition.Ended || partition.Idle) continue;
            anyActive = true;
            least = Math.Min(least, partition.WatermarkMs);
        }
        return allEnded && isBounded ? long.MaxValue : anyActive ? least : greatest;
    }
}
