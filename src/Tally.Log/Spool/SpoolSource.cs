using System.Globalization;
using System.Text;
using Tally.Log.Files;

namespace Tally.Log.Spool;

/// <summary>Under which name a topic's records are sent on, and from which offset that name holds; kept in a file beside the
/// topic.</summary>
/// <param name="Name">The source that the other log knows.</param>
/// <param name="StartOffset">The first offset that goes under the name.</param>
readonly record struct SpoolSource(string Name, long StartOffset)
{
    const string SentSuffix = ".until";

    /// <summary>Reads the file, or makes a new name.</summary>
    /// <exception cref="LogException">The file is damaged.</exception>
    public static SpoolSource Open(IDisk disk, string path)
    {
        if (!File.Exists(path)) return New(disk, path, 0);
        disk.SyncDirectory(Path.GetDirectoryName(path)!);
        var parts = Encoding.UTF8.GetString(AtomicFile.Read(disk, path)).Split(' ');
        return parts.Length == 2 && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            ? new(parts[0], start)
            : throw new LogException(LogErrorKind.Corrupt,
                $"{path} does not hold a name and an offset. Records may have been sent on under a name that is lost: remove the file to "
                    + "send all that is kept here again.");
    }

    /// <summary>Begins a new name at an offset.</summary>
    public static SpoolSource New(IDisk disk, string path, long startOffset)
    {
        var source = new SpoolSource($"spool:{Guid.NewGuid():N}", startOffset);
        AtomicFile.Replace(disk, path, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{source.Name} {startOffset}")));
        return source;
    }

    /// <summary>How far the other log has acknowledged a name's records, as was noted last: the offset behind the last; 0 when nothing
    /// usable was.</summary>
    public static long ReadSent(IDisk disk, string path, string name)
    {
        if (!File.Exists(path + SentSuffix)) return 0;
        var parts = Encoding.UTF8.GetString(AtomicFile.Read(disk, path + SentSuffix)).Split(' ');
        return parts.Length == 2 && parts[0] == name
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var sent) ? sent : 0;
    }

    /// <summary>Notes how far the other log has acknowledged the records. An earlier note costs repeats, never records.</summary>
    public void WriteSent(IDisk disk, string path, long sent) =>
        AtomicFile.Replace(disk, path + SentSuffix, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Name} {sent}")));
}
