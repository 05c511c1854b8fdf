using System.Globalization;
using System.Security.Cryptography;

namespace Tally.Agent.Tail;

/// <summary>Which file this is, whatever its name is now: device, inode and time of creation, and a hash of its first bytes where that is
/// not enough.</summary>
/// <param name="BornNs">When it was created; 0 where the file system does not know.</param>
/// <param name="PrefixLength">How many bytes the hash covers: what the file had when it was first seen, at most
/// <see cref="MaxPrefix"/>.</param>
/// <param name="Generation">Tells files apart that agree in all else: how many came before, in the same inode and with the same first
/// bytes.</param>
readonly record struct FileIdentity(ulong Device, ulong Inode, long BornNs, int PrefixLength, string PrefixHash, int Generation = 0)
{
    public const int MaxPrefix = 1024;

    /// <summary>The identity of a file that is seen for the first time; null when it is empty, or shrinks while it is looked at.</summary>
    public static FileIdentity? Of(ReadAt read, FileStatus status)
    {
        var beginning = new byte[(int)Math.Min(MaxPrefix, status.SizeBytes)];
        if (beginning.Length == 0 || read(beginning, 0) != beginning.Length) return null;
        // Zeros are a place that nobody has written to yet.
        var written = beginning.AsSpan().IndexOf((byte)0) is >= 0 and var zero ? zero : beginning.Length;
        return new(status.Device, status.Inode, status.BornNs, written, Hash(beginning.AsSpan(0, written)));
    }

    /// <summary>Whether a file begins with the bytes that this one began with when it was found.</summary>
    public bool Begins(ReadAt read)
    {
        Span<byte> bytes = stackalloc byte[PrefixLength];
        return read(bytes, 0) == PrefixLength && Hash(bytes) == PrefixHash;
    }

    /// <summary>As it stands in the id of a source: device-inode-birth-length-hash, and -generation from the second on.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture,
            $"{Device:x}-{Inode:x}-{BornNs:x}-{PrefixLength:x}-{PrefixHash}{(Generation > 0 ? $"-{Generation}" : "")}");

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static FileIdentity? Parse(ReadOnlySpan<char> text)
    {
        Span<Range> parts = stackalloc Range[7];
        var count = text.Split(parts, '-');
        var generation = 0;
        if (count is not (5 or 6)
            || (count == 6 && !int.TryParse(text[parts[5]], NumberStyles.None, CultureInfo.InvariantCulture, out generation))) return null;
        return ulong.TryParse(text[parts[0]], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var device)
            && ulong.TryParse(text[parts[1]], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var inode)
            && long.TryParse(text[parts[2]], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var born)
            && int.TryParse(text[parts[3]], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var length)
            && length is >= 0 and <= MaxPrefix ? new(device, inode, born, length, text[parts[4]].ToString(), generation) : null;
    }

    static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8));
}
