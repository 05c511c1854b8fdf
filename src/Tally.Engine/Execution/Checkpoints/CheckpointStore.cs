using System.Globalization;
using Tally.Log.Files;

namespace Tally.Engine.Execution.Checkpoints;

/// <summary>The checkpoints of one run in a folder: written atomically, the newest two kept, the newest valid one restored.</summary>
/// <param name="disk">The file operations; the machine's own unless a test says otherwise.</param>
public sealed class CheckpointStore(string folder, IDisk? disk = null)
{
    const int KeptCount = 2;
    const string Prefix = "checkpoint-", Suffix = ".tally";

    readonly IDisk _disk = disk ?? RealDisk.Instance;

    /// <summary>Where the files are.</summary>
    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>What was found wrong with files by the last <see cref="ReadNewest"/>, by name.</summary>
    public IReadOnlyList<string> Findings { get; private set; } = [];

    /// <summary>Stores a checkpoint and then forgets the oldest ones; returns its size in bytes.</summary>
    /// <exception cref="IOException">It is not stored; those before it still are.</exception>
    public long Write(Checkpoint checkpoint)
    {
        _disk.CreateDirectory(Folder);
        var bytes = CheckpointFile.Write(checkpoint);
        AtomicFile.Replace(_disk, Path.Combine(Folder, $"{Prefix}{checkpoint.Number:D20}{Suffix}"), bytes);
        foreach (var (_, name) in Files().Skip(KeptCount)) _disk.Delete(Path.Combine(Folder, name));
        return bytes.Sum(piece => (long)piece.Length);
    }

    /// <summary>The newest checkpoint that is whole; null when there is no file at all.</summary>
    /// <exception cref="InvalidDataException">There are files and none of them can be used; the message names each.</exception>
    public Checkpoint? ReadNewest()
    {
        var findings = new List<string>();
        Findings = findings;
        foreach (var (_, name) in Files())
        {
            try
            {
                var checkpoint = CheckpointFile.Read(AtomicFile.Read(_disk, Path.Combine(Folder, name)));
                // Its name may be known to the page cache only: what the run goes on from must not vanish behind it.
                _disk.SyncDirectory(Folder);
                return checkpoint;
            }
            catch (InvalidDataException e)
            {
                findings.Add($"{Path.Combine(Folder, name)}: {e.Message}");
            }
        }
        if (findings.Count == 0) return null;
        throw new InvalidDataException(
            $"no checkpoint can be used; remove them to compute everything anew from what the log still holds:\n  "
                + $"{string.Join("\n  ", findings)}");
    }

    // Newest first.
    List<(long Number, string Name)> Files()
    {
        var files = new List<(long, string)>();
        foreach (var name in _disk.ListFiles(Folder))
            if (name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal)
                && long.TryParse(name.AsSpan(Prefix.Length, name.Length - Prefix.Length - Suffix.Length), NumberStyles.None,
                    CultureInfo.InvariantCulture, out var number))
                files.Add((number, name));
        files.Sort((a, b) => b.Item1.CompareTo(a.Item1));
        return files;
    }
}
