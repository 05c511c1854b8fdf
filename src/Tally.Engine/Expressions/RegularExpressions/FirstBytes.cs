using System.Text;

namespace Tally.Engine.Expressions.RegularExpressions;

/// <summary>The bytes that a match of a pattern can begin with.</summary>
sealed class FirstBytes
{
    readonly bool[] _members = new bool[256];

    public byte[] Bytes => [.. Enumerable.Range(0, 256).Where(i => _members[i]).Select(i => (byte)i)];

    /// <summary>Adds what a part can begin with; true when it may be empty, and what follows it begins the match then.</summary>
    public bool Add(RegexNode node) => node switch
    {
        SetNode set => Add(set.Set),
        SequenceNode sequence => sequence.Parts.All(Add),
        ChoiceNode choice => choice.Branches.Count(Add) > 0,
        RepeatNode repeat => Add(repeat.Body) || repeat.Min == 0,
        GroupNode group => Add(group.Body),
        AtomicNode atomic => Add(atomic.Body),
        BackReferenceNode or ClusterNode => AddAll(),
        _ => true,
    };

    bool Add(CharacterSet set)
    {
        foreach (var (first, last) in set.Ranges)
        {
            for (var c = first; c <= Math.Min(last, 127); c++) _members[c] = true;
            if (last < 128) continue;
            for (int b = Lead(Math.Max(first, 128)), end = Lead(last); b <= end; b++) _members[b] = true;
        }
        return false;
    }

    // A half of a pair has no bytes of its own; what stands for it begins as its neighbors do.
    static byte Lead(int character)
    {
        Span<byte> bytes = stackalloc byte[4];
        new Rune(Rune.IsValid(character) ? character : 0xD7FF).EncodeToUtf8(bytes);
        return bytes[0];
    }

    bool AddAll()
    {
        Array.Fill(_members, true);
        return true;
    }

    /// <summary>Whether a match can only begin at the start of the text.</summary>
    public static bool IsAnchored(RegexNode node) => node switch
    {
        PlaceNode { Place: Place.TextStart } => true,
        SequenceNode { Parts: [var first, ..] } => IsAnchored(first),
        GroupNode group => IsAnchored(group.Body),
        AtomicNode atomic => IsAnchored(atomic.Body),
        ChoiceNode choice => choice.Branches.All(IsAnchored),
        _ => false,
    };
}
