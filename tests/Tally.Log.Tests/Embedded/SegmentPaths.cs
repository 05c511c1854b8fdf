namespace Tally.Log.Tests.Embedded;

/// <summary>Where the files of a log lie in its folder.</summary>
static class SegmentPaths
{
    /// <summary>The only segment of the first partition of a topic, or the one that starts at an offset.</summary>
    public static string Segment(this ScratchFolder folder, string topic, long baseOffset = 0, string suffix = ".log") =>
        Path.Combine(folder.Path, topic, "0", $"{baseOffset:D20}{suffix}");
}
