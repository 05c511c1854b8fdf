using System.Globalization;
using Tally.Log;

namespace Tally.Agent.Tail;

/// <summary>Reads bytes at a place of what a file holds, compressed or not; gives how many there were.</summary>
delegate int ReadAt(Span<byte> into, long at);

/// <summary>
/// What is remembered of the bytes in front of a position: checksums of the first (at most 1 KB), of the last (at most 64), and of all. It
/// grows as the file is
/// read, so that a file that begins alike is told from the one that was read as soon as they differ.
/// </summary>
/// <param name="Position">How many bytes stand in front.</param>
/// <param name="AllFrom">Where the bytes begin that <paramref name="All"/> covers; what was left out at the start was not read.</param>
/// <param name="LineCount">How many line ends there are from <paramref name="AllFrom"/> on, at most two.</param>
readonly record struct FileMark(long Position, uint First, uint Last, long AllFrom, uint All, int LineCount)
{
    public const int FirstLength = 1024, LastLength = 64;

    /// <summary>The mark of a file that nothing was read of yet.</summary>
    public static FileMark Empty => default;

    /// <summary>The mark at a position, from what stands there now; of all bytes it knows nothing.</summary>
    public static FileMark At(ReadAt read, long position) =>
        new(position, Checksum(read, 0, FirstEnd(position)) ?? 0, Checksum(read, LastStart(position), position) ?? 0, position, 0, 0);

    /// <summary>Whether a file holds the same in front of the position, as far as its first and last bytes tell.</summary>
    public bool Holds(ReadAt read) =>
        Checksum(read, 0, FirstEnd(Position)) == First && Checksum(read, LastStart(Position), Position) == Last;

    /// <summary>Whether a file holds the same in front of the position, every byte that was read.</summary>
    public bool HoldsAll(ReadAt read) => Checksum(read, 0, FirstEnd(Position)) == First && Checksum(read, AllFrom, Position) == All
        && (AllFrom <= LastStart(Position) || Checksum(read, LastStart(Position), Position) == Last);

    /// <summary>The mark behind more bytes that were read.</summary>
    /// <param name="bytes">Those that follow the position.</param>
    /// <param name="last">The last of all then, as many as count.</param>
    public FileMark Append(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> last)
    {
        var first = Position >= FirstLength ? First : Crc32C.Append(First, bytes[..(int)Math.Min(bytes.Length, FirstLength - Position)]);
        var lines = LineCount < 2 ? Math.Min(2, LineCount + bytes.Count((byte)'\n')) : LineCount;
        return new(Position + bytes.Length, first, Crc32C.Compute(last), AllFrom, Crc32C.Append(All, bytes), lines);
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Position:x}-{First:x}-{Last:x}-{AllFrom:x}-{All:x}-{LineCount}");

    /// <summary>Reads what <see cref="ToString"/> wrote; null when it is none.</summary>
    public static FileMark? Parse(string text)
    {
        var parts = text.Split('-');
        if (parts.Length != 6) return null;
        var numbers = new long[6];
        for (var i = 0; i < parts.Length; i++)
            if (!long.TryParse(parts[i], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out numbers[i])) return null;
        return new(numbers[0], (uint)numbers[1], (uint)numbers[2], numbers[3], (uint)numbers[4], (int)numbers[5]);
    }

    static long FirstEnd(long position) => Math.Min(position, FirstLength);

    /// <summary>Where the last bytes before a position begin.</summary>
    public static long LastStart(long position) => Math.Max(0, position - LastLength);

    /// <summary>The checksum of some bytes, or null when the file is shorter.</summary>
    static uint? Checksum(ReadAt read, long from, long to)
    {
        var buffer = new byte[(int)Math.Min(64 * 1024, to - from)];
        var crc = 0u;
        for (var at = from; at < to;)
        {
            var piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, to - at));
            if (read(piece, at) != piece.Length) return null;
            crc = Crc32C.Append(crc, piece);
            at += piece.Length;
        }
        return crc;
    }
}
