using System.Buffers.Binary;

namespace Tally.Engine.Expressions.Bitmaps;

// Bitmaps.
//
// A value of type BITMAP is a set of 32-bit numbers, kept in a column as bytes in the portable Roaring format, which Flink's
// BITMAP_TO_BYTES
// gives and other systems read: numbers are grouped by their upper 16 bits; the lower ones of a group are a sorted list (up to 4,096), a
// bitmap
// of 8 KB, or runs. Numbers are unsigned: a negative INT stands behind the others. Equal sets have equal bytes.

/// <summary>A set of 32-bit numbers, in the portable Roaring format when written.</summary>
sealed class RoaringBitmap
{
    const uint PlainCookie = 12346, RunCookie = 12347;
    const int MaxListed = 4096, WordsOfGroup = 1024, GroupsBeforeOffsets = 4;

    // The members of each group by its upper 16 bits, a bit each.
    readonly SortedDictionary<ushort, ulong[]> _groups = [];

    public long Count => _groups.Values.Sum(words => words.Sum(word => (long)ulong.PopCount(word)));

    public void Add(uint number)
    {
        var high = (ushort)(number >> 16);
        if (!_groups.TryGetValue(high, out var words)) _groups[high] = words = new ulong[WordsOfGroup];
        words[(number & 0xFFFF) >> 6] |= 1UL << (int)(number & 63);
    }

    /// <summary>The members in order.</summary>
    public IEnumerable<uint> Members
    {
        get
        {
            foreach (var (high, words) in _groups)
                foreach (var low in Lows(words)) yield return (uint)high << 16 | low;
        }
    }

    static IEnumerable<ushort> Lows(ulong[] words)
    {
        for (var i = 0; i < words.Length; i++)
            for (var rest = words[i]; rest != 0; rest &= rest - 1) yield return (ushort)(i * 64 + (int)ulong.TrailingZeroCount(rest));
    }

    /// <summary>Changes this set to the result of an operation with another one, bit by bit.</summary>
    public RoaringBitmap With(RoaringBitmap other, Func<ulong, ulong, ulong> operation)
    {
        foreach (var high in _groups.Keys.Union(other._groups.Keys).ToArray())
        {
            var words = _groups.TryGetValue(high, out var own) ? own : new ulong[WordsOfGroup];
            var others = other._groups.GetValueOrDefault(high);
            for (var i = 0; i < WordsOfGroup; i++) words[i] = operation(words[i], others is null ? 0 : others[i]);
            if (words.AsSpan().ContainsAnyExcept(0UL)) _groups[high] = words;
            else _groups.Remove(high);
        }
        return this;
    }

    public byte[] ToBytes()
    {
        var groups = _groups.Select(group => new Group(group.Key, [.. Lows(group.Value)])).ToArray();
        var bytes = new List<byte>();
        var hasRuns = groups.Any(group => group.IsRuns);
        Header(bytes, groups, hasRuns);
        if (!hasRuns || groups.Length >= GroupsBeforeOffsets)
        {
            var offset = bytes.Count + 4 * groups.Length;
            foreach (var group in groups)
            {
                Append32(bytes, (uint)offset);
                offset += group.Size;
            }
        }
        foreach (var group in groups) group.Append(bytes, _groups[group.High]);
        return [.. bytes];
    }

    static void Header(List<byte> bytes, Group[] groups, bool hasRuns)
    {
        if (!hasRuns)
        {
            Append32(bytes, PlainCookie);
            Append32(bytes, (uint)groups.Length);
        }
        else
        {
            Append32(bytes, RunCookie | (uint)(groups.Length - 1) << 16);
            var flags = new byte[(groups.Length + 7) / 8];
            for (var i = 0; i < groups.Length; i++)
                if (groups[i].IsRuns) flags[i / 8] |= (byte)(1 << i % 8);
            bytes.AddRange(flags);
        }
        foreach (var group in groups)
        {
            Append16(bytes, group.High);
            Append16(bytes, (ushort)(group.Lows.Length - 1));
        }
    }

    static void Append16(List<byte> bytes, ushort value) => bytes.AddRange([(byte)value, (byte)(value >> 8)]);

    static void Append32(List<byte> bytes, uint value)
    {
        Append16(bytes, (ushort)value);
        Append16(bytes, (ushort)(value >> 16));
    }

    /// <summary>The members with one upper half, and how they are written: in the way that takes least room.</summary>
    readonly record struct Group(ushort High, ushort[] Lows)
    {
        public (ushort Start, ushort More)[] Runs { get; } = RunsOf(Lows);

        int Plain => Lows.Length <= MaxListed ? 2 * Lows.Length : 8 * WordsOfGroup;

        public bool IsRuns => 2 + 4 * Runs.Length < Plain;

        public int Size => IsRuns ? 2 + 4 * Runs.Length : Plain;

        static (ushort Start, ushort More)[] RunsOf(ushort[] lows)
        {
            var runs = new List<(ushort Start, ushort More)>();
            foreach (var low in lows)
            {
                if (runs.Count > 0 && runs[^1].Start + runs[^1].More + 1 == low) runs[^1] = (runs[^1].Start, (ushort)(runs[^1].More + 1));
                else runs.Add((low, 0));
            }
            return [.. runs];
        }

        public void Append(List<byte> bytes, ulong[] words)
        {
            if (IsRuns)
            {
                Append16(bytes, (ushort)Runs.Length);
                foreach (var (start, more) in Runs)
                {
                    Append16(bytes, start);
                    Append16(bytes, more);
                }
            }
            else if (Lows.Length <= MaxListed)
                foreach (var low in Lows) Append16(bytes, low);
            else
                foreach (var word in words)
                {
                    Append32(bytes, (uint)word);
                    Append32(bytes, (uint)(word >> 32));
                }
        }
    }

    /// <summary>Reads the portable format.</summary>
    /// <exception cref="FormatException">The bytes are no bitmap.</exception>
    public static RoaringBitmap Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Read(bytes);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new FormatException("the bytes end within the bitmap");
        }
    }

    static RoaringBitmap Read(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        var cookie = Take32(bytes, ref at);
        var hasRuns = (cookie & 0xFFFF) == RunCookie;
        if (!hasRuns && cookie != PlainCookie)
            throw new FormatException($"they start with {cookie}, {PlainCookie} or {RunCookie} is expected");
        var count = hasRuns ? (int)(cookie >> 16) + 1 : (int)Take32(bytes, ref at);
        if (count is < 0 or > 65_536) throw new FormatException($"there are {count} groups, at most 65,536 are possible");
        var flags = hasRuns ? bytes.Slice(at, (count + 7) / 8) : default;
        at += flags.Length;
        var heads = at;
        at += 4 * count;
        if (!hasRuns || count >= GroupsBeforeOffsets) at += 4 * count;
        var bitmap = new RoaringBitmap();
        for (var i = 0; i < count; i++)
        {
            var high = Take16(bytes, ref heads);
            var members = Take16(bytes, ref heads) + 1;
            bitmap.ReadGroup(bytes, ref at, high, members, hasRuns && (flags[i / 8] >> i % 8 & 1) != 0);
        }
        return bitmap;
    }

    void ReadGroup(ReadOnlySpan<byte> bytes, ref int at, ushort high, int members, bool isRuns)
    {
        var words = _groups[high] = new ulong[WordsOfGroup];
        if (isRuns)
        {
            for (int runs = Take16(bytes, ref at); runs > 0; runs--)
            {
                int start = Take16(bytes, ref at), last = start + Take16(bytes, ref at);
                if (last > ushort.MaxValue) throw new FormatException("a run goes beyond its group");
                for (var low = start; low <= last; low++) words[low >> 6] |= 1UL << (low & 63);
            }
        }
        else if (members <= MaxListed)
        {
            for (; members > 0; members--)
            {
                var low = Take16(bytes, ref at);
                words[low >> 6] |= 1UL << (low & 63);
            }
        }
        else
            for (var i = 0; i < WordsOfGroup; i++) words[i] = Take32(bytes, ref at) | (ulong)Take32(bytes, ref at) << 32;
    }

    static ushort Take16(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
        at += 2;
        return value;
    }

    static uint Take32(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
        at += 4;
        return value;
    }

    public override string ToString() => $"{{{string.Join(",", Members)}}}";
}
