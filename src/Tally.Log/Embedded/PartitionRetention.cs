namespace Tally.Log.Embedded;

/// <summary>Decides which of a partition's oldest segments may go.</summary>
static class PartitionRetention
{
    /// <summary>How many segments, from the oldest on, are too many or too old. Never the last, nor one whose successor could not start a recovery.</summary>
    public static int CountExpired(Segment[] segments, TopicOptions options, long nowMs)
    {
        var total = 0L;
        foreach (var segment in segments) total += segment.VisibleSizeBytes;
        var count = 0;
        while (count < segments.Length - 1 && segments[count + 1].HasPositions)
        {
            var isTooMuch = options.RetentionSizeBytes is { } limit && total > limit;
            if (!isTooMuch && !(options.Retention is { } age && IsOlder(segments, count, nowMs, age))) break;
            total -= segments[count].VisibleSizeBytes;
            count++;
        }
        return count;
    }

    /// <summary>Whether a segment's newest record is older than an age.</summary>
    /// <remarks>A time ahead of the clock was stamped before the clock was set back; the next segment that has a possible time was written later and bounds it.</remarks>
    public static bool IsOlder(Segment[] segments, int index, long nowMs, TimeSpan age)
    {
        while (index < segments.Length && segments[index].NewestTimestampMs > nowMs) index++;
        return index < segments.Length && segments[index].NewestTimestampMs > 0 && nowMs - segments[index].NewestTimestampMs > (long)age.TotalMilliseconds;
    }
}
