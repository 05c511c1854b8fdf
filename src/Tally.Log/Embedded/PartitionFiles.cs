using Tally.Log.Files;

namespace Tally.Log.Embedded;

/// <summary>What lies in a partition's directory.</summary>
static class PartitionFiles
{
    /// <summary>The first offsets of the segments, in order.</summary>
    public static List<long> ListSegments(IDisk disk, string directory)
    {
        var offsets = new List<long>();
        foreach (var name in disk.ListFiles(directory))
        {
            if (SegmentNames.TryParse(name, SegmentNames.Log, out var offset)) offsets.Add(offset);
        }
        offsets.Sort();
        return offsets;
    }

    /// <summary>Deletes files under construction and side files without a segment, which a crash can leave.</summary>
    public static void DeleteLeftovers(IDisk disk, string directory, List<Segment> segments)
    {
        var known = segments.Select(segment => segment.BaseOffset).ToHashSet();
        foreach (var name in disk.ListFiles(directory))
        {
            var isSideFile = SegmentNames.TryParse(name, SegmentNames.Index, out var offset)
                || SegmentNames.TryParse(name, SegmentNames.Positions, out offset);
            if (name.EndsWith(AtomicFile.TemporarySuffix, StringComparison.Ordinal) || (isSideFile && !known.Contains(offset)))
                disk.Delete(Path.Combine(directory, name));
        }
    }
}
