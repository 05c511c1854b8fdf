namespace Tally.Log.Tests;

/// <summary>A directory that is gone after the test.</summary>
sealed class TemporaryDirectory : IDisposable
{
    public TemporaryDirectory() => Path = Directory.CreateTempSubdirectory("tally-log-").FullName;

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>The only segment of the first partition of a topic, or the one that starts at an offset.</summary>
    public string Segment(string topic, long baseOffset = 0, string suffix = ".log") => System.IO.Path.Combine(Path, topic, "0", $"{baseOffset:D20}{suffix}");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
