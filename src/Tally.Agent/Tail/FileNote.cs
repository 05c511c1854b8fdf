using System.Globalization;

namespace Tally.Agent.Tail;

/// <summary>What a checkpoint keeps of a file besides its id and position: enough to know it again wherever it is, and to tell what is lost
/// when it is nowhere.</summary>
/// <param name="Path">The name that it had.</param>
/// <param name="RealPath">Where links led to from there.</param>
/// <param name="Status">Where it lay, how long it was and when it was last written.</param>
/// <param name="Mark">The bytes in front of the position.</param>
/// <param name="IsDone">Whether nothing of it can be missing: it was read to its end and deleted, or its loss was told.</param>
sealed record FileNote(string Path, string RealPath, FileStatus Status, FileMark Mark, bool IsDone = false)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{(IsDone ? 1 : 0)}|{Status.Device:x}-{Status.Inode:x}-{Status.BornNs:x}-{Status.ModifiedNs:x}-{Status.SizeBytes:x}|{Mark}|"
            + $"{Text(Path)}|{(RealPath == Path ? "" : Text(RealPath))}");

    /// <summary>Reads what <see cref="ToString"/> wrote; null when it is none.</summary>
    public static FileNote? Parse(string note)
    {
        var parts = note.Split('|');
        if (parts.Length != 5 || FileMark.Parse(parts[2]) is not { } mark) return null;
        var place = parts[1].Split('-');
        if (place.Length != 5) return null;
        var numbers = new ulong[5];
        for (var i = 0; i < place.Length; i++)
            if (!ulong.TryParse(place[i], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out numbers[i])) return null;
        var path = Name(parts[3]);
        return new(path, parts[4].Length == 0 ? path : Name(parts[4]),
            new(numbers[0], numbers[1], (long)numbers[2], (long)numbers[3], (long)numbers[4], 1), mark, parts[0] == "1");
    }

    // Names may be any bytes.
    static string Text(string path) => Convert.ToBase64String(NativeFiles.Bytes(path).AsSpan()[..^1]);

    static string Name(string text) => NativeFiles.Name(Convert.FromBase64String(text));
}
