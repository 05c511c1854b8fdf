using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.Json;

// Reading by layout.
//
// Records of one producer look alike: between two values stand the same bytes, `,"user_id":` and so on. A layout is a tree of such
// literals, learned from
// records that the cursor has read and checked. Matching a literal is one comparison of 32 bytes, and it proves punctuation, names and
// spaces at once;
// what remains are the values: strings end at the next quote, found 32 bytes at a time, numbers and words are short. Optional fields and
// mixed kinds of records are branches of the tree. Whatever does not match goes to the cursor, which decides alone what is wrong with a
// record.

/// <summary>The literals between the values of records seen before, as a tree; reads records that match a path of it.</summary>
sealed class JsonLayout(JsonNames names)
{
    /// <summary>How many bytes behind a record must exist, so that every block read stays inside the buffer.</summary>
    const int Margin = 64;

    const int MaxNodes = 512, MissesBeforeForgetting = 4096;

    JsonLayoutNode[] _nodes = new JsonLayoutNode[16];
    int _count;
    int _misses;

    /// <summary>Reads a record that follows a known layout: its slices, everything checked. False says nothing about the record, and leaves
    /// the row in any state.</summary>
    public bool TryScan(byte[] bytes, int start, int end, Span<ValueSlice> row)
    {
        if (_count == 0 || bytes.Length - end < Margin) return false;
        ref var data = ref MemoryMarshal.GetArrayDataReference(bytes);
        ref var nodes = ref MemoryMarshal.GetArrayDataReference(_nodes);
        ref var node = ref nodes;
        var hasNonAscii = false;
        // Every turn starts with position <= end, so that the 32 bytes from there are inside the margin; indexes of nodes are those of
        // existing ones.
        for (var position = start; ; node = ref Unsafe.Add(ref nodes, node.Next))
        {
            var seen = Vector256.LoadUnsafe(ref data, (nuint)position);
            while (!node.Matches(seen))
            {
                if (node.Other == 0) return false;
                node = ref Unsafe.Add(ref nodes, node.Other);
            }
            position += node.Length;
            if (position > end) return false;
            if (node.Field == JsonLayoutNode.End)
                return position == end && (!hasNonAscii || Utf8.IsValid(bytes.AsSpan(start, end - start)));
            if (node.Field == JsonLayoutNode.Continued) continue;
            position = JsonValueScan.Skip(bytes, ref data, position, end, ref hasNonAscii, out var value);
            if ((uint)position > (uint)end) return false;
            if (node.Field >= 0) row[node.Field] = value;
        }
    }

    /// <summary>Reads two records that follow the same layout side by side: while one waits for its next position the other goes on. False
    /// as of <see cref="TryScan"/>.</summary>
    public bool TryScanPair(byte[] bytes, (int Start, int End) one, (int Start, int End) two, Span<ValueSlice> rowOne,
        Span<ValueSlice> rowTwo)
    {
        if (_count == 0 || bytes.Length - Math.Max(one.End, two.End) < Margin) return false;
        ref var data = ref MemoryMarshal.GetArrayDataReference(bytes);
        ref var nodes = ref MemoryMarshal.GetArrayDataReference(_nodes);
        ref var node = ref nodes;
        var hasNonAscii = false;
        // Each of the two positions is bounded as in TryScan.
        for (var (first, second) = (one.Start, two.Start); ; node = ref Unsafe.Add(ref nodes, node.Next))
        {
            while (!node.Matches(Vector256.LoadUnsafe(ref data, (nuint)first)))
            {
                if (node.Other == 0) return false;
                node = ref Unsafe.Add(ref nodes, node.Other);
            }
            if (!node.Matches(Vector256.LoadUnsafe(ref data, (nuint)second))) return false;
            first += node.Length;
            second += node.Length;
            if (first > one.End || second > two.End) return false;
            if (node.Field == JsonLayoutNode.End)
                return first == one.End && second == two.End && (!hasNonAscii || (IsUtf8(bytes, one) && IsUtf8(bytes, two)));
            if (node.Field == JsonLayoutNode.Continued) continue;
            first = JsonValueScan.Skip(bytes, ref data, first, one.End, ref hasNonAscii, out var valueOne);
            second = JsonValueScan.Skip(bytes, ref data, second, two.End, ref hasNonAscii, out var valueTwo);
            if ((uint)first > (uint)one.End || (uint)second > (uint)two.End) return false;
            if (node.Field < 0) continue;
            rowOne[node.Field] = valueOne;
            rowTwo[node.Field] = valueTwo;
        }
    }

    static bool IsUtf8(byte[] bytes, (int Start, int End) record) => Utf8.IsValid(bytes.AsSpan(record.Start, record.End - record.Start));

    /// <summary>Learns the layout of a record that is well formed and whose first value is an object.</summary>
    public void Learn(byte[] bytes, int start, int end)
    {
        if (_count == MaxNodes && ++_misses < MissesBeforeForgetting) return;
        if (_count == MaxNodes) _count = _misses = 0;
        var cursor = new JsonCursor(bytes.AsSpan(0, end), start);
        var node = -1;
        cursor.SkipSpace();
        if (!cursor.TryTake((byte)'{')) return;
        cursor.SkipSpace();
        var from = start;
        for (var hasMore = cursor.Next != '}'; hasMore; hasMore = cursor.TryTake((byte)','))
        {
            cursor.SkipSpace();
            cursor.TryReadName(out var name);
            node = Add(node, bytes.AsSpan(from, cursor.Position - from), names.Find(bytes, name));
            cursor.TryReadValue(1, out _);
            from = cursor.Position;
            cursor.SkipSpace();
        }
        Add(node, bytes.AsSpan(from, end - from), JsonLayoutNode.End);
    }

    /// <summary>Finds or adds the literal behind a node, in pieces of at most 32 bytes; gives up when the tree is full.</summary>
    int Add(int node, ReadOnlySpan<byte> literal, int field)
    {
        for (; literal.Length > JsonLayoutNode.MaxLength && node != MaxNodes; literal = literal[JsonLayoutNode.MaxLength..])
            node = AddPiece(node, literal[..JsonLayoutNode.MaxLength], JsonLayoutNode.Continued);
        return AddPiece(node, literal, field);
    }

    int AddPiece(int parent, ReadOnlySpan<byte> literal, int field)
    {
        if (parent == MaxNodes) return MaxNodes;
        var added = new JsonLayoutNode(literal, field);
        var last = -1;
        var isFirst = parent < 0 ? _count == 0 : _nodes[parent].Next == 0;
        for (var at = parent < 0 ? 0 : _nodes[parent].Next; !isFirst; at = _nodes[at].Other)
        {
            if (_nodes[at].IsSame(added)) return at;
            last = at;
            if (_nodes[at].Other == 0) break;
        }
        if (_count == MaxNodes) return MaxNodes;
        if (_count == _nodes.Length) Array.Resize(ref _nodes, Math.Min(MaxNodes, _count * 2));
        _nodes[_count] = added;
        if (last >= 0) _nodes[last].Other = _count;
        else if (parent >= 0) _nodes[parent].Next = _count;
        return _count++;
    }
}

/// <summary>A literal of a layout, and what follows it. The node at index 0 is the first literal of the first record, and follows no
/// other.</summary>
struct JsonLayoutNode
{
    public const int MaxLength = 32;

    /// <summary>A field that is not read, the end of the record, a literal that goes on in the next node.</summary>
    public const int Unread = -1, End = -2, Continued = -3;

    readonly Vector256<byte> _literal;
    readonly uint _used;

    /// <summary>The number of bytes.</summary>
    public readonly int Length;

    /// <summary>The field whose value follows, or one of the constants.</summary>
    public readonly int Field;

    /// <summary>The first node behind this one, and the next to try in place of this one; 0 when there is none.</summary>
    public int Next, Other;

    public JsonLayoutNode(ReadOnlySpan<byte> literal, int field)
    {
        Span<byte> padded = stackalloc byte[MaxLength];
        padded.Clear();
        literal.CopyTo(padded);
        _literal = Vector256.Create<byte>(padded);
        _used = literal.Length == MaxLength ? uint.MaxValue : (1u << literal.Length) - 1;
        Length = literal.Length;
        Field = field;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Matches(Vector256<byte> seen) => (~Vector256.Equals(seen, _literal).ExtractMostSignificantBits() & _used) == 0;

    public readonly bool IsSame(in JsonLayoutNode other) => _literal == other._literal && Length == other.Length && Field == other.Field;
}
