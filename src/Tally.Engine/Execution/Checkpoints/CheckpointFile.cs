using System.Buffers.Binary;
using System.Collections.Immutable;
using Tally.Engine.State;
using Tally.Log;

namespace Tally.Engine.Execution.Checkpoints;

// A checkpoint on disk (docs/formats/checkpoint.md):
//
//   "TLYC"  version (5)  content  CRC-32C of everything before it
//
// The content is written by StateWriter. A file is complete or it is not used.

/// <summary>Turns checkpoints into bytes and back.</summary>
static class CheckpointFile
{
    /// <summary>The version that is written, and the only one that is read.</summary>
    public const byte Version = 5;

    static ReadOnlySpan<byte> Magic => "TLYC"u8;

    /// <summary>The bytes of the file, in pieces; the states are not copied.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Write(Checkpoint checkpoint)
    {
        var pieces = new List<ReadOnlyMemory<byte>> { new([.. Magic, Version]) };
        var head = new StateWriter();
        head.Write(checkpoint.Number);
        head.Write(checkpoint.At.ToUnixTimeMilliseconds());
        head.Write(checkpoint.Streams.Length);
        foreach (var stream in checkpoint.Streams) Write(head, stream);
        head.Write(checkpoint.Groups.Length);
        pieces.AddRange(head.Pieces);
        foreach (var group in checkpoint.Groups) Write(pieces, group);
        var crc = 0u;
        foreach (var piece in pieces) crc = Crc32C.Append(crc, piece.Span);
        var end = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(end, crc);
        pieces.Add(end);
        return pieces;
    }

    /// <exception cref="InvalidDataException">The file is damaged, or of another version.</exception>
    public static Checkpoint Read(byte[] bytes)
    {
        if (bytes.Length < Magic.Length + 5 || !bytes.AsSpan(0, Magic.Length).SequenceEqual(Magic))
            throw new InvalidDataException(
                $"found {bytes.Length} bytes that do not begin with TLYC: this is no checkpoint, or only the start of one");
        if (bytes[Magic.Length] != Version)
            throw new InvalidDataException(
                $"found format version {bytes[Magic.Length]}, expected {Version}: it was written by another release of Tally");
        var expected = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(bytes.Length - 4));
        var found = Crc32C.Compute(bytes.AsSpan(0, bytes.Length - 4));
        if (found != expected) throw new InvalidDataException($"found CRC {found:x8}, expected {expected:x8}: the file is damaged");
        var reader = new StateReader(bytes.AsMemory(Magic.Length + 1, bytes.Length - Magic.Length - 5));
        var (number, at) = (reader.ReadInt64(), DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64()));
        var streams = new StreamPosition[reader.ReadInt32()];
        for (var i = 0; i < streams.Length; i++) streams[i] = ReadStream(reader);
        var groups = new GroupState[reader.ReadInt32()];
        for (var i = 0; i < groups.Length; i++) groups[i] = ReadGroup(reader);
        return new(number, at, [.. streams], [.. groups]);
    }

    static void Write(StateWriter content, StreamPosition stream)
    {
        content.Write(stream.Table);
        content.Write(stream.WatermarkMs);
        content.Write(stream.Partitions.Length);
        foreach (var partition in stream.Partitions)
        {
            content.Write(partition.Id);
            content.Write(partition.Position);
            content.Write(partition.WatermarkMs);
            content.Write(partition.Note);
            content.Write(partition.Marks.Length);
            foreach (var mark in partition.Marks)
            {
                content.Write(mark.Source);
                content.Write(mark.Position);
                content.Write(mark.Part);
            }
        }
    }

    static StreamPosition ReadStream(StateReader reader)
    {
        var (table, watermark) = (reader.ReadString(), reader.ReadInt64());
        var partitions = new PartitionPosition[reader.ReadInt32()];
        for (var i = 0; i < partitions.Length; i++) 
            partitions[i] =
                new(reader.ReadString(), reader.ReadInt64(), reader.ReadInt64()) { Note = reader.ReadString(), Marks = ReadMarks(reader) };
        return new(table, watermark, [.. partitions]);
    }

    static ImmutableArray<SourceMark> ReadMarks(StateReader reader)
    {
        var count = reader.ReadInt32();
        if (count == 0) return [];
        var marks = ImmutableArray.CreateBuilder<SourceMark>(count);
        for (var left = count; left > 0; left--) marks.Add(new(reader.ReadString(), reader.ReadInt64(), reader.ReadInt32()));
        return marks.MoveToImmutable();
    }

    static void Write(List<ReadOnlyMemory<byte>> pieces, GroupState group)
    {
        var head = new StateWriter();
        head.Write(group.Queries.Length);
        foreach (var (name, fingerprint) in group.Queries)
        {
            head.Write(name);
            head.Write(fingerprint);
        }
        head.Write(checked((int)group.State.Sum(piece => (long)piece.Length)));
        pieces.AddRange(head.Pieces);
        pieces.AddRange(group.State);
    }

    static GroupState ReadGroup(StateReader reader)
    {
        var queries = new (string, string)[reader.ReadInt32()];
        for (var i = 0; i < queries.Length; i++) queries[i] = (reader.ReadString(), reader.ReadString());
        return new([.. queries], [reader.ReadBytes().ToArray()]);
    }
}
