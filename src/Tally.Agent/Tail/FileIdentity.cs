using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Tally.Agent.Tail;

/// <summary>Which file this is, whatever its name is now: device, inode and time of creation, and a hash of its first bytes where that is not enough.</summary>
/// <param name="BornNs">When it was created; 0 where the file system does not know.</param>
/// <param name="PrefixLength">How many bytes the hash covers: what the file had when it was first seen, at most <see cref="MaxPrefix"/>.</param>
/// <param name="Generation">Tells files apart that agree in all else: how many came before, in the same inode and with the same first bytes.</param>
readonly record struct FileIdentity(ulong Device, ulong Inode, long BornNs, int PrefixLength, string PrefixHash, int Generation = 0)
{
    public const int MaxPrefix = 1024;

    /// <summary>The identity of a file that is seen for the first time; null when it is empty, or shrinks while it is looked at.</summary>
    public static FileIdentity? Of(SafeFileHandle file)
    {
        var status = FileStatus.Of(file);
        var length = (int)Math.Min(MaxPrefix, status.SizeBytes);
        return length > 0 && Hash(file, length) is { } hash ? new(status.Device, status.Inode, status.BornNs, length, hash) : null;
    }

    /// <summary>The identity of a file that holds other bytes than what stands on the disk: it was compressed.</summary>
    public static FileIdentity OfBytes(FileStatus status, ReadOnlySpan<byte> beginning) => new(status.Device, status.Inode, status.BornNs, beginning.Length, Hash(beginning));

    /// <summary>Whether an open file is this one: the same inode, and it still begins with the same bytes.</summary>
    public bool IsIn(SafeFileHandle file, FileStatus status) => status.Device == Device && status.Inode == Inode && status.BornNs == BornNs && StillBeginsIn(file);

    /// <summary>Whether an open file begins with the bytes that this one began with.</summary>
    public bool StillBeginsIn(SafeFileHandle file) => Hash(file, PrefixLength) == PrefixHash;

    /// <summary>Whether bytes are the beginning of this file; as many of them are looked at as its hash covers.</summary>
    public bool Begins(ReadOnlySpan<byte> bytes) => bytes.Length >= PrefixLength && Hash(bytes[..PrefixLength]) == PrefixHash;

    /// <summary>As it stands in the id of a source: device-inode-birth-length-hash, and -generation from the second on.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Device:x}-{Inode:x}-{BornNs:x}-{PrefixLength:x}-{PrefixHash}{(Generation > 0 ? $"-{Generation}" : "")}");

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static FileIdentity? Parse(ReadOnlySpan<char> text)
    {
        Span<Range> parts = stackalloc Range[7];
        var count = text.Split(parts, '-');
        var generation = 0;
        if (count is not (5 or 6) || (count == 6 && !int.TryParse(text[parts[5]], NumberStyles.None, CultureInfo.InvariantCulture, out generation))) return null;
        return ulong.TryParse(text[parts[0]], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var device)
            && ulong.TryParse(text[parts[1]], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var inode)
            && long.TryParse(text[parts[2]], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var born)
            && int.TryParse(text[parts[3]], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var length)
            ? new(device, inode, born, length, text[parts[4]].ToString(), generation) : null;
    }

    /// <summary>A hash of the first bytes, or null when the file is shorter.</summary>
    static string? Hash(SafeFileHandle file, int length)
    {
        var bytes = new byte[length];
        return FileBytes.Read(file, bytes, 0) == length ? Hash(bytes) : null;
    }

    static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8));
}
