using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tally.Agent.Tail;

/// <summary>What the system knows of a file at one moment; taken from an open handle, so that a rename in between cannot mix two
/// files.</summary>
/// <param name="BornNs">When it was created, in nanoseconds since 1970; 0 where the file system does not know. Tells it from an earlier
/// file with its inode.</param>
/// <param name="ModifiedNs">When it was last written, in nanoseconds since 1970.</param>
/// <param name="NameCount">How many names lead to it.</param>
/// <param name="Mode">Its kind and permissions.</param>
readonly record struct FileStatus(ulong Device, ulong Inode, long BornNs, long ModifiedNs, long SizeBytes, int NameCount,
    int Mode = FileStatus.Regular)
{
    // struct statx of Linux, the same on all architectures (see statx(2)).
    const int LinksOffset = 16, ModeOffset = 28, InodeOffset = 32, SizeOffset = 40, BornOffset = 80, ModifiedOffset = 112,
        MajorOffset = 136, MinorOffset = 140, StructSize = 256;
    const int EmptyPath = 0x1000, CurrentFolder = -100;
    const uint BasicStats = 0x7FF, Born = 0x800;
    const int KindMask = 0xF000, Regular = 0x8000, Folder = 0x4000;

    public bool IsRegular => (Mode & KindMask) == Regular;

    public bool IsFolder => (Mode & KindMask) == Folder;

    /// <summary>What it is, where it is no file.</summary>
    public string KindName =>
        (Mode & KindMask) switch { Folder => "a folder", 0x1000 => "a pipe", 0xC000 => "a socket", 0x2000 or 0x6000 => "a device",
            _ => "something else" };

    public static FileStatus Of(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
            return new(0, 0, 0, new DateTimeOffset(File.GetLastWriteTimeUtc(file)).ToUnixTimeMilliseconds() * 1_000_000,
                RandomAccess.GetLength(file), 1);
        var buffer = new byte[StructSize];
        if (statx(file, "", EmptyPath, BasicStats | Born, buffer) != 0)
            throw new IOException($"the status of a file could not be read: error {Marshal.GetLastPInvokeError()}");
        return Read(buffer);
    }

    /// <summary>Of what a name leads to, through links; null when it leads to nothing.</summary>
    /// <param name="name">Bytes that end with a zero.</param>
    public static FileStatus? Of(byte[] name)
    {
        var buffer = new byte[StructSize];
        return statxAt(CurrentFolder, name, 0, BasicStats | Born, buffer) == 0 ? Read(buffer) : null;
    }

    /// <summary>Whether both are one file; as long as one of them is open, the inode cannot have been used again.</summary>
    public bool IsSameFile(FileStatus other) => (Device, Inode, BornNs) == (other.Device, other.Inode, other.BornNs);

    static FileStatus Read(byte[] buffer)
    {
        var device = (ulong)BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(MajorOffset)) << 32
            | BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(MinorOffset));
        var knowsBirth = (BinaryPrimitives.ReadUInt32LittleEndian(buffer) & Born) != 0;
        return new(device, BinaryPrimitives.ReadUInt64LittleEndian(buffer.AsSpan(InodeOffset)), knowsBirth ? Time(buffer, BornOffset) : 0,
            Time(buffer, ModifiedOffset),
            BinaryPrimitives.ReadInt64LittleEndian(buffer.AsSpan(SizeOffset)),
            (int)BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(LinksOffset)),
            BinaryPrimitives.ReadUInt16LittleEndian(buffer.AsSpan(ModeOffset)));
    }

    static long Time(byte[] buffer, int offset) =>
        BinaryPrimitives.ReadInt64LittleEndian(buffer.AsSpan(offset)) * 1_000_000_000
            + BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(offset + 8));

    [DllImport("libc", SetLastError = true)]
    static extern int statx(SafeFileHandle directory, string path, int flags, uint mask, byte[] buffer);

    [DllImport("libc", SetLastError = true, EntryPoint = "statx")]
    static extern int statxAt(int directory, byte[] path, int flags, uint mask, byte[] buffer);
}
