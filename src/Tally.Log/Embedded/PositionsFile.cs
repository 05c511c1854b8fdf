using Tally.Log.Files;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Tally.Log.Embedded;

/// <summary>The file beside a segment that says: all before it is on disk, this is how it ended, and these are the sources' positions
/// there.</summary>
/// <param name="PreviousEndOffset">The offset after the segment before.</param>
/// <param name="PreviousSizeBytes">That segment's length.</param>
/// <param name="PreviousNewestTimestampMs">That segment's greatest timestamp.</param>
/// <param name="Sources">The positions.</param>
sealed record PositionsFile(long PreviousEndOffset, long PreviousSizeBytes, long PreviousNewestTimestampMs,
    SourceTable.SourcePosition[] Sources)
{
    const byte Version = 1;
    const int HeaderSizeBytes = 44;
    const int EntrySizeBytes = 18;
    const int ChecksumSizeBytes = 4;

    static ReadOnlySpan<byte> Magic => "TLPS"u8;

    /// <summary>Writes the file of the segment that starts at an offset, atomically and durably.</summary>
    public void Write(IDisk disk, string directory, long baseOffset)
    {
        var bytes = new byte[HeaderSizeBytes + Sources.Sum(source => EntrySizeBytes + source.Name.Length) + ChecksumSizeBytes];
        Magic.CopyTo(bytes);
        bytes[4] = Version;
        WriteInt64BigEndian(bytes.AsSpan(8), baseOffset);
        WriteInt64BigEndian(bytes.AsSpan(16), PreviousEndOffset);
        WriteInt64BigEndian(bytes.AsSpan(24), PreviousSizeBytes);
        WriteInt64BigEndian(bytes.AsSpan(32), PreviousNewestTimestampMs);
        WriteInt32BigEndian(bytes.AsSpan(40), Sources.Length);
        var at = HeaderSizeBytes;
        foreach (var source in Sources)
        {
            WriteUInt16BigEndian(bytes.AsSpan(at), (ushort)source.Name.Length);
            source.Name.CopyTo(bytes, at + 2);
            at += 2 + source.Name.Length;
            WriteInt64BigEndian(bytes.AsSpan(at), source.Position);
            WriteInt64BigEndian(bytes.AsSpan(at + 8), source.LastOffset);
            at += 16;
        }
        WriteUInt32BigEndian(bytes.AsSpan(at), Crc32C.Compute(bytes.AsSpan(0, at)));
        AtomicFile.Replace(disk, SegmentNames.PathOf(directory, baseOffset, SegmentNames.Positions), bytes);
    }

    /// <summary>Reads a segment's file; null when there is none, and a reason when it is damaged.</summary>
    public static PositionsFile? TryRead(IDisk disk, string directory, long baseOffset, out string? fault)
    {
        fault = null;
        var path = SegmentNames.PathOf(directory, baseOffset, SegmentNames.Positions);
        if (!disk.Exists(path)) return null;
        var bytes = AtomicFile.Read(disk, path);
        fault = FaultOf(bytes, baseOffset);
        return fault is null ? Parse(bytes) : null;
    }

    static string? FaultOf(byte[] bytes, long baseOffset)
    {
        if (bytes.Length < HeaderSizeBytes + ChecksumSizeBytes || !bytes.AsSpan(0, 4).SequenceEqual(Magic))
            return "no positions file of Tally";
        if (bytes[4] != Version) return $"version {bytes[4]} found, {Version} expected";
        var body = bytes.AsSpan(0, bytes.Length - ChecksumSizeBytes);
        if (Crc32C.Compute(body) != ReadUInt32BigEndian(bytes.AsSpan(body.Length))) return "the checksum does not fit";
        return ReadInt64BigEndian(bytes.AsSpan(8)) == baseOffset ? null : "it belongs to another segment";
    }

    static PositionsFile Parse(byte[] bytes)
    {
        var sources = new SourceTable.SourcePosition[ReadInt32BigEndian(bytes.AsSpan(40))];
        var at = HeaderSizeBytes;
        for (var index = 0; index < sources.Length; index++)
        {
            var length = ReadUInt16BigEndian(bytes.AsSpan(at));
            var name = bytes.AsSpan(at + 2, length).ToArray();
            at += 2 + length;
            sources[index] =
                new SourceTable.SourcePosition(name, ReadInt64BigEndian(bytes.AsSpan(at)), ReadInt64BigEndian(bytes.AsSpan(at + 8)));
            at += 16;
        }
        return new PositionsFile(ReadInt64BigEndian(bytes.AsSpan(16)), ReadInt64BigEndian(bytes.AsSpan(24)),
            ReadInt64BigEndian(bytes.AsSpan(32)), sources);
    }
}
