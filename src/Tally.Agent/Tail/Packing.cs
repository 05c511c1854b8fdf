using System.IO.Compression;

namespace Tally.Agent.Tail;

/// <summary>How a file is compressed, told by its first bytes, whatever its name is.</summary>
static class Packing
{
    /// <summary>What compressors put behind names.</summary>
    public static readonly IReadOnlyList<string> Suffixes = [".gz", ".zst", ".xz", ".bz2", ".lz4"];

    /// <summary>How many bytes tell.</summary>
    public const int SignLength = 6;

    public static PackingKind Of(ReadOnlySpan<byte> beginning) => beginning switch
    {
        [0x1F, 0x8B, ..] => PackingKind.Gzip,
        [0x28, 0xB5, 0x2F, 0xFD, ..] => PackingKind.Zstd,
        [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] => PackingKind.Xz,
        [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', 0x31 or 0x17, ..] => PackingKind.Bzip2,
        [0x04, 0x22, 0x4D, 0x18, ..] => PackingKind.Lz4,
        _ => PackingKind.None,
    };

    /// <summary>Whether Tally can read what it holds.</summary>
    public static bool IsReadable(PackingKind kind) => kind is PackingKind.Gzip or PackingKind.Zstd;

    /// <summary>
    /// Whether a gzip file ends too early, which its reader does not tell: a whole one may be followed by another, whose content then comes
    /// behind its own.
    /// </summary>
    /// <param name="size">How many bytes it gave.</param>
    public static bool IsCutOff(string path, PackingKind kind, long size)
    {
        if (kind != PackingKind.Gzip || NativeFiles.Open(path, out _) is not { } handle) return false;
        using var unpacked = Unpack(new FollowedStream(new FileStream(handle, FileAccess.Read), s_member), kind);
        var buffer = new byte[64 * 1024];
        var total = 0L;
        try
        {
            for (var read = 1; read > 0; total += read) read = unpacked.Read(buffer);
        }
        catch (InvalidDataException)
        {
            return true;
        }
        return total != size + 1;
    }

    static readonly byte[] s_member = PackOne();

    static byte[] PackOne()
    {
        var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest)) zip.WriteByte((byte)'\n');
        return packed.ToArray();
    }

    /// <summary>The bytes that a file of a readable kind holds.</summary>
    public static Stream Unpack(Stream file, PackingKind kind) =>
        kind == PackingKind.Zstd
            ? new ZstdSharp.DecompressionStream(file, leaveOpen: false)
            : new GZipStream(file, CompressionMode.Decompress);
}

/// <summary>Kinds of compressed files.</summary>
enum PackingKind
{
    None, Gzip, Zstd, Xz, Bzip2, Lz4,
}
