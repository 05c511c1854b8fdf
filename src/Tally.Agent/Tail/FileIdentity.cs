using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Tally.Agent.Tail;

/// <summary>Which file this is, whatever its name is now: device and inode, and a hash of its first bytes in case an inode is used again.</summary>
/// <param name="PrefixLength">How many bytes the hash covers: what the file had when it was first seen, at most <see cref="MaxPrefix"/>.</param>
readonly record struct FileIdentity(ulong Device, ulong Inode, int PrefixLength, string PrefixHash)
{
    public const int MaxPrefix = 1024;

    /// <summary>The identity of a file that is seen for the first time.</summary>
    public static FileIdentity Of(SafeFileHandle file)
    {
        var status = FileStatus.Of(file);
        var length = (int)Math.Min(MaxPrefix, status.SizeBytes);
        return new(status.Device, status.Inode, length, Hash(file, length)!);
    }

    /// <summary>Whether an open file is this one: the same inode, and it still begins with the same bytes.</summary>
    public bool IsIn(SafeFileHandle file)
    {
        var status = FileStatus.Of(file);
        return status.Device == Device && status.Inode == Inode && StillBeginsIn(file);
    }

    /// <summary>Whether an open file begins with the bytes that this one began with.</summary>
    public bool StillBeginsIn(SafeFileHandle file) => Hash(file, PrefixLength) == PrefixHash;

    /// <summary>As it stands in the id of a source: device-inode-length-hash.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Device:x}-{Inode:x}-{PrefixLength:x}-{PrefixHash}");

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static FileIdentity? Parse(ReadOnlySpan<char> text)
    {
        Span<Range> parts = stackalloc Range[5];
        if (text.Split(parts, '-') != 4) return null;
        return ulong.TryParse(text[parts[0]], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var device)
            && ulong.TryParse(text[parts[1]], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var inode)
            && int.TryParse(text[parts[2]], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var length)
            ? new(device, inode, length, text[parts[3]].ToString()) : null;
    }

    /// <summary>A hash of the first bytes, or null when the file is shorter.</summary>
    static string? Hash(SafeFileHandle file, int length)
    {
        var bytes = new byte[length];
        var read = 0;
        while (read < length)
        {
            var more = RandomAccess.Read(file, bytes.AsSpan(read), read);
            if (more == 0) return null;
            read += more;
        }
        return Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8));
    }
}
