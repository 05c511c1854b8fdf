using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tally.Agent.Tail;

/// <summary>What the system knows of an open file, taken at one moment from the handle, so that a rename in between cannot mix two files.</summary>
/// <param name="BornNs">When it was created, in nanoseconds since 1970; 0 where the file system does not know. Tells it from an earlier file with its inode.</param>
/// <param name="ModifiedNs">When it was last written, in nanoseconds since 1970.</param>
/// <param name="NameCount">How many names lead to it.</param>
readonly record struct FileStatus(ulong Device, ulong Inode, long BornNs, long ModifiedNs, long SizeBytes, int NameCount)
{
    // struct statx of Linux, the same on all architectures (see statx(2)).
    const int LinksOffset = 16, InodeOffset = 32, SizeOffset = 40, BornOffset = 80, ModifiedOffset = 112, MajorOffset = 136, MinorOffset = 140, StructSize = 256;
    const int EmptyPath = 0x1000;
    const uint BasicStats = 0x7FF, Born = 0x800;

    public static FileStatus Of(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux()) return new(0, 0, 0, new DateTimeOffset(File.GetLastWriteTimeUtc(file)).ToUnixTimeMilliseconds() * 1_000_000, RandomAccess.GetLength(file), 1);
        var buffer = new byte[StructSize];
        if (statx(file, "", EmptyPath, BasicStats | Born, buffer) != 0) throw new IOException($"the status of a file could not be read: error {Marshal.GetLastPInvokeError()}");
        var device = (ulong)BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(MajorOffset)) << 32 | BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(MinorOffset));
        var knowsBirth = (BinaryPrimitives.ReadUInt32LittleEndian(buffer) & Born) != 0;
        return new(device, BinaryPrimitives.ReadUInt64LittleEndian(buffer.AsSpan(InodeOffset)), knowsBirth ? Time(buffer, BornOffset) : 0, Time(buffer, ModifiedOffset), BinaryPrimitives.ReadInt64LittleEndian(buffer.AsSpan(SizeOffset)),
            (int)BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(LinksOffset)));
    }

    /// <summary>Where it lies, as it stands in ids.</summary>
    public string Place => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Device:x}-{Inode:x}-{BornNs:x}");

    /// <summary>Whether both are one file; as long as one of them is open, the inode cannot have been used again.</summary>
    public bool IsSameFile(FileStatus other) => (Device, Inode, BornNs) == (other.Device, other.Inode, other.BornNs);

    static long Time(byte[] buffer, int offset) => BinaryPrimitives.ReadInt64LittleEndian(buffer.AsSpan(offset)) * 1_000_000_000 + BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(offset + 8));

    [DllImport("libc", SetLastError = true)]
    static extern int statx(SafeFileHandle directory, string path, int flags, uint mask, byte[] buffer);
}
