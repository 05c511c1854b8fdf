namespace Tally.Log.Files;

/// <summary>Replaces and reads small files that must be complete or absent after a crash at any moment.</summary>
public static class AtomicFile
{
    /// <summary>What the name of a file under construction ends with; such a file is left over from a crash and may be deleted.</summary>
    public const string TemporarySuffix = ".tmp";

    /// <summary>Writes a temporary file, syncs it, renames it over <paramref name="path"/> and syncs the directory.</summary>
    /// <exception cref="IOException">The file is as it was before, or, when the last sync failed, either.</exception>
    public static void Replace(IDisk disk, string path, ReadOnlySpan<byte> bytes) => Replace(disk, path, [bytes.ToArray()]);

    /// <summary>The same with bytes that lie in pieces.</summary>
    /// <exception cref="IOException">As above.</exception>
    public static void Replace(IDisk disk, string path, IReadOnlyList<ReadOnlyMemory<byte>> pieces)
    {
        var temporary = path + TemporarySuffix;
        try
        {
            using (var file = disk.Create(temporary))
            {
                var position = 0L;
                foreach (var piece in pieces)
                {
                    file.Write(piece.Span, position);
                    position += piece.Length;
                }
                file.Sync();
            }
            disk.Rename(temporary, path);
        }
        catch (IOException)
        {
            Discard(disk, temporary);
            throw;
        }
        disk.SyncDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Replaces a file of this machine.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> bytes) => Replace(RealDisk.Instance, Path.GetFullPath(path), bytes);

    /// <summary>The bytes of a whole file.</summary>
    public static byte[] Read(IDisk disk, string path)
    {
        using var file = disk.Open(path, readOnly: true);
        var bytes = new byte[file.SizeBytes];
        var count = file.Read(bytes, 0);
        return count == bytes.Length ? bytes : bytes[..count];
    }

    static void Discard(IDisk disk, string temporary)
    {
        try
        {
            disk.Delete(temporary);
        }
        catch (IOException)
        {
            // It is only garbage: the first error is the one to report.
        }
    }
}
