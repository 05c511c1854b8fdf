using Tally.Log.Files;

namespace Tally.Log.Embedded;

/// <summary>Deletes a partition's oldest segments when they are too old or too much. Used under the partition's gate.</summary>
sealed class PartitionRetention(IDisk disk, string directory, SegmentList segments)
{
    bool _isUnsynced;

    /// <summary>Whether the last segment has records and all of them are older than an age.</summary>
    public static bool IsLastExpired(Segment[] segments, long nowMs, TimeSpan age) =>
        segments[^1].VisibleSizeBytes > 0 && IsOlder(segments, segments.Length - 1, nowMs, age);

    /// <summary>Deletes what the topic's limits allow.</summary>
    /// <exception cref="IOException">The rest is deleted the next time.</exception>
    public void DeleteExpired(TopicOptions options, long nowMs)
    {
        for (var count = CountExpired(segments.All, options, nowMs); count > 0; count--)
        {
            Sync();
            var oldest = segments.First;
            oldest.Delete();
            segments.RemoveFirst();
            _isUnsynced = true;
            Sync(); // one by one, so that a crash leaves neither a hole nor a segment without its positions
            oldest.DeleteSideFiles();
        }
    }

    void Sync()
    {
        if (_isUnsynced) disk.SyncDirectory(directory);
        _isUnsynced = false;
    }

    /// <summary>How many segments, from the oldest on, may go. Never the last, nor one whose successor could not start a
    /// recovery.</summary>
    static int CountExpired(Segment[] all, TopicOptions options, long nowMs)
    {
        var total = 0L;
        foreach (var segment in all) total += segment.VisibleSizeBytes;
        var count = 0;
        while (count < all.Length - 1 && all[count + 1].HasPositions)
        {
            var isTooMuch = options.RetentionSizeBytes is { } limit && total > limit;
            if (!isTooMuch && !(options.Retention is { } age && IsOlder(all, count, nowMs, age))) break;
            total -= all[count].VisibleSizeBytes;
            count++;
        }
        return count;
    }

    // A time ahead of the clock was stamped before the clock was set back; the next segment that has a possible time was written later
    // and bounds it.
    static bool IsOlder(Segment[] all, int index, long nowMs, TimeSpan age)
    {
        while (index < all.Length && all[index].NewestTimestampMs > nowMs) index++;
        return index < all.Length && all[index].NewestTimestampMs > 0 && nowMs - all[index].NewestTimestampMs > (long)age.TotalMilliseconds;
    }
}
