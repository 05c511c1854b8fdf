using Microsoft.Win32.SafeHandles;

namespace Tally.Agent.Tail;

/// <summary>Bytes at a place in an open file.</summary>
static class FileBytes
{
    const int CompareBytes = 1024;

    /// <summary>Fills a buffer as far as the file goes; gives how many bytes there were.</summary>
    public static int Read(SafeFileHandle file, Span<byte> into, long at)
    {
        var read = 0;
        while (read < into.Length)
        {
            var more = RandomAccess.Read(file, into[read..], at + read);
            if (more == 0) break;
            read += more;
        }
        return read;
    }

    /// <summary>Reads from an open file.</summary>
    public static ReadAt Of(SafeFileHandle file) => (into, at) => Read(file, into, at);

    /// <summary>Where the next byte is that is not zero, or −1: what lies between was never written.</summary>
    public static long FindData(SafeFileHandle file, long from)
    {
        var buffer = new byte[64 * 1024];
        for (var at = from; Read(file, buffer, at) is > 0 and var read; at += read)
            if (buffer.AsSpan(0, read).IndexOfAnyExcept((byte)0) is >= 0 and var data) return at + data;
        return -1;
    }

    /// <summary>Whether one file holds the beginning of another, as far as its first and last bytes tell.</summary>
    public static bool IsBeginning(SafeFileHandle part, SafeFileHandle whole)
    {
        var length = RandomAccess.GetLength(part);
        return length <= RandomAccess.GetLength(whole) && AreEqual(part, whole, 0, length)
            && AreEqual(part, whole, Math.Max(0, length - CompareBytes), length);
    }

    static bool AreEqual(SafeFileHandle one, SafeFileHandle other, long from, long to)
    {
        var length = (int)Math.Min(CompareBytes, to - from);
        Span<byte> a = stackalloc byte[length], b = stackalloc byte[length];
        return Read(one, a, from) == length && Read(other, b, from) == length && a.SequenceEqual(b);
    }
}
