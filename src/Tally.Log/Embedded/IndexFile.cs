using Tally.Log.Files;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Tally.Log.Embedded;

/// <summary>Keeps a sealed segment's offset index beside it. Only a cache: whatever is not exactly right counts as missing.</summary>
static class IndexFile
{
    const int EntrySizeBytes = 16;
    const int HeaderSizeBytes = 24;
    const int ChecksumSizeBytes = 4;
    const byte Version = 1;

    static ReadOnlySpan<byte> Magic => "TLIX"u8;

    /// <summary>Writes the index; a failure only means that it is built again when needed.</summary>
    public static void TryWrite(IDisk disk, string path, OffsetIndex index, long baseOffset, long segmentSizeBytes)
    {
        var entries = index.Entries;
        var bytes = new byte[HeaderSizeBytes + entries.Length * EntrySizeBytes + ChecksumSizeBytes];
        Magic.CopyTo(bytes);
        bytes[4] = Version;
        WriteInt64BigEndian(bytes.AsSpan(8), baseOffset);
        WriteInt64BigEndian(bytes.AsSpan(16), segmentSizeBytes);
        for (var at = 0; at < entries.Length; at++)
        {
            var target = bytes.AsSpan(HeaderSizeBytes + at * EntrySizeBytes);
            WriteInt64BigEndian(target, entries[at].Offset);
            WriteInt64BigEndian(target[8..], entries[at].Position);
        }
        WriteUInt32BigEndian(bytes.AsSpan(bytes.Length - ChecksumSizeBytes),
            Crc32C.Compute(bytes.AsSpan(0, bytes.Length - ChecksumSizeBytes)));
        try
        {
            using var file = disk.Create(path);
            file.Write(bytes, 0);
        }
        catch (IOException)
        {
            // The next reader that needs it reads the segment's headers instead.
        }
    }

    /// <summary>Reads the index of a segment of that size; null when it is missing or in doubt.</summary>
    public static OffsetIndex? TryRead(IDisk disk, string path, long baseOffset, long segmentSizeBytes)
    {
        if (!disk.Exists(path)) return null;
        var bytes = AtomicFile.Read(disk, path);
        var body = bytes.Length - HeaderSizeBytes - ChecksumSizeBytes;
        if (body < 0 || body % EntrySizeBytes != 0 || !bytes.AsSpan(0, 4).SequenceEqual(Magic) || bytes[4] != Version) return null;
        if (Crc32C.Compute(bytes.AsSpan(0,
            bytes.Length - ChecksumSizeBytes)) != ReadUInt32BigEndian(bytes.AsSpan(bytes.Length - ChecksumSizeBytes))) return null;
        if (ReadInt64BigEndian(bytes.AsSpan(8)) != baseOffset || ReadInt64BigEndian(bytes.AsSpan(16)) != segmentSizeBytes) return null;
        var index = new OffsetIndex();
        for (var at = HeaderSizeBytes; at < HeaderSizeBytes + body; at += EntrySizeBytes)
            index.Add(new OffsetIndex.Entry(ReadInt64BigEndian(bytes.AsSpan(at)), ReadInt64BigEndian(bytes.AsSpan(at + 8))));
        return index;
    }
}
