using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tally.Agent.Tail;

/// <summary>Device, inode, size and number of names of an open file, taken at one moment from the handle, so that a rename in between cannot mix two files.</summary>
readonly record struct FileStatus(ulong Device, ulong Inode, long SizeBytes, int NameCount)
{
    // struct statx of Linux, the same on all architectures (see statx(2)).
    const int LinksOffset = 16, InodeOffset = 32, SizeOffset = 40, MajorOffset = 136, MinorOffset = 140, StructSize = 256;
    const int EmptyPath = 0x1000;
    const uint BasicStats = 0x7FF;

    public static FileStatus Of(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux()) return new(0, 0, RandomAccess.GetLength(file), 1);
        var buffer = new byte[StructSize];
        if (statx(file, "", EmptyPath, BasicStats, buffer) != 0) throw new IOException($"the status of a file could not be read: error {Marshal.GetLastPInvokeError()}");
        var device = (ulong)BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(MajorOffset)) << 32 | BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(MinorOffset));
        return new(device, BinaryPrimitives.ReadUInt64LittleEndian(buffer.AsSpan(InodeOffset)), BinaryPrimitives.ReadInt64LittleEndian(buffer.AsSpan(SizeOffset)),
            (int)BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(LinksOffset)));
    }

    /// <summary>Whether both are one file; as long as one of them is open, the inode cannot have been used again.</summary>
    public bool IsSameFile(FileStatus other) => (Device, Inode) == (other.Device, other.Inode);

    [DllImport("libc", SetLastError = true)]
    static extern int statx(SafeFileHandle directory, string path, int flags, uint mask, byte[] buffer);
}
