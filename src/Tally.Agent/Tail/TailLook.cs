namespace Tally.Agent.Tail;

/// <summary>What one look at the folders found.</summary>
sealed class TailLook
{
    readonly HashSet<string> _paths = [];

    /// <summary>The paths that were looked at.</summary>
    public IReadOnlySet<string> Seen => _paths;

    /// <summary>Files that nobody knows yet.</summary>
    public List<Stranger> Strangers { get; } = [];

    /// <summary>Compressed files.</summary>
    public List<FoundPacked> Packed { get; } = [];

    /// <summary>Where the files lie.</summary>
    public HashSet<FileStatus> Places { get; } = [];

    /// <summary>How many files there are.</summary>
    public int FileCount => Places.Count;

    /// <summary>Takes a path in; false when it was looked at already.</summary>
    public bool Add(string path, FileStatus status)
    {
        if (!_paths.Add(path)) return false;
        if (status.IsRegular) Places.Add(status);
        return true;
    }
}

/// <summary>A file that nobody knows yet.</summary>
/// <param name="IsOutside">Whether it does not match the path.</param>
readonly record struct Stranger(string Path, FileStatus Status, bool IsOutside);
