namespace Tally.Log;

/// <summary>Records that travel together: the bytes of all values in one buffer, and a slice, a position and a time for each.</summary>
/// <remarks>
/// The unit of every hand-over before decoding: sources fill it, the log stores it, the log's readers fill it again, decoders read it.
/// It is reused: a consumer must be done with it before it asks for the next one. Arrays are longer than <see cref="Count"/>.
/// </remarks>
public sealed class RecordBlock
{
    /// <summary>The bytes of all values; a value is a slice of it.</summary>
    public byte[] Bytes = new byte[64 * 1024];

    /// <summary>How many bytes of <see cref="Bytes"/> are in use.</summary>
    public int ByteCount;

    /// <summary>How many records the block holds.</summary>
    public int Count;

    /// <summary>Where each value starts in <see cref="Bytes"/>.</summary>
    public int[] Starts = new int[1024];

    /// <summary>The length of each value in bytes; -1 is a null value (a tombstone).</summary>
    public int[] Lengths = new int[1024];

    /// <summary>The position of each record in what it was read from: a byte offset in a file, an offset in a partition. Never
    /// decreases.</summary>
    public long[] Positions = new long[1024];

    /// <summary>When the log stored each record, in milliseconds since 1970 UTC; 0 before the log has stored it.</summary>
    public long[] TimestampsMs = new long[1024];

    /// <summary>The key of each record, when the backend has keys and the reader was asked for them; else null.</summary>
    public ReadOnlyMemory<byte>[]? Keys;

    /// <summary>The headers of each record, as the keys are; null for a record that has none.</summary>
    public IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>>?[]? Headers;

    /// <summary>How far each source of the block's records has come with them, when the reader removes repeats; else empty.</summary>
    public readonly List<SourceMark> Marks = [];

    /// <summary>Empties the block and keeps its memory.</summary>
    public void Clear()
    {
        Count = 0;
        ByteCount = 0;
        Keys = null;
        Headers = null;
        Marks.Clear();
    }

    /// <summary>Gives a record a key.</summary>
    public void SetKey(int index, ReadOnlyMemory<byte> key)
    {
        if (Keys is null || Keys.Length < Starts.Length) Array.Resize(ref Keys, Starts.Length);
        Keys[index] = key;
    }

    /// <summary>Gives a record headers.</summary>
    public void SetHeaders(int index, IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>>? headers)
    {
        if (Headers is null || Headers.Length < Starts.Length) Array.Resize(ref Headers, Starts.Length);
        Headers[index] = headers;
    }

    /// <summary>The bytes of the value at <paramref name="index"/>; empty for a null value.</summary>
    public ReadOnlySpan<byte> Value(int index) => Lengths[index] <= 0 ? default : Bytes.AsSpan(Starts[index], Lengths[index]);

    /// <summary>Copies one record to the end of the block.</summary>
    public void Add(ReadOnlySpan<byte> value, long position, long timestampMs = 0)
    {
        var start = ByteCount;
        ReserveBytes(value.Length);
        value.CopyTo(Bytes.AsSpan(start));
        ByteCount = start + value.Length;
        AddSlice(start, value.Length, position, timestampMs);
    }

    /// <summary>Adds a record whose bytes are already in <see cref="Bytes"/>.</summary>
    public void AddSlice(int start, int length, long position, long timestampMs = 0)
    {
        ReserveRecords(1);
        Starts[Count] = start;
        Lengths[Count] = length;
        Positions[Count] = position;
        TimestampsMs[Count] = timestampMs;
        Count++;
    }

    /// <summary>Makes room for <paramref name="more"/> bytes behind <see cref="ByteCount"/>.</summary>
    public void ReserveBytes(int more)
    {
        if (Bytes.Length - ByteCount < more)
            Array.Resize(ref Bytes, (int)Math.Min(Array.MaxLength, Math.Max((long)Bytes.Length * 2, (long)ByteCount + more)));
    }

    /// <summary>Makes room for <paramref name="more"/> records behind <see cref="Count"/>.</summary>
    public void ReserveRecords(int more)
    {
        if (Starts.Length - Count >= more) return;
        var size = Math.Max(Starts.Length * 2, Count + more);
        Array.Resize(ref Starts, size);
        Array.Resize(ref Lengths, size);
        Array.Resize(ref Positions, size);
        Array.Resize(ref TimestampsMs, size);
    }
}
