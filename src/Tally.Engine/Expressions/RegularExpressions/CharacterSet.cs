namespace Tally.Engine.Expressions.RegularExpressions;

/// <summary>A set of characters (code points), as the sorted places where membership changes.</summary>
sealed class CharacterSet
{
    const int End = 0x110000;

    readonly int[] _changes;
    readonly ulong _low;
    readonly ulong _high;

    CharacterSet(int[] changes)
    {
        _changes = changes;
        for (var c = 0; c < 64; c++)
        {
            if (Search(c)) _low |= 1UL << c;
            if (Search(c + 64)) _high |= 1UL << c;
        }
    }

    public static readonly CharacterSet None = new([]);
    public static readonly CharacterSet All = new([0, End]);

    /// <summary>The characters from one to another, both in it.</summary>
    public static CharacterSet Range(int first, int last) => new([first, last + 1]);

    public static CharacterSet Of(string characters) => Of(characters.EnumerateRunes().Select(rune => rune.Value));

    public static CharacterSet Of(IEnumerable<int> characters) => OfRanges(characters.Select(c => (c, c)));

    /// <summary>Ranges in any order, ends included.</summary>
    public static CharacterSet OfRanges(IEnumerable<(int First, int Last)> ranges)
    {
        var changes = new List<int>();
        foreach (var (first, last) in ranges.OrderBy(range => range.First))
        {
            if (changes.Count > 0 && first <= changes[^1]) changes[^1] = Math.Max(changes[^1], last + 1);
            else changes.AddRange([first, last + 1]);
        }
        return new([.. changes]);
    }

    /// <summary>Sorted changes, as the file of properties has them.</summary>
    public static CharacterSet OfChanges(int[] changes) => new(changes);

    public bool IsEmpty => _changes.Length == 0;

    /// <summary>The only member, or -1.</summary>
    public int Single => _changes is [var first, var next] && next == first + 1 ? first : -1;

    public IEnumerable<(int First, int Last)> Ranges
    {
        get
        {
            for (var i = 0; i < _changes.Length; i += 2) yield return (_changes[i], _changes[i + 1] - 1);
        }
    }

    public bool ContainsAscii(byte character) => ((character < 64 ? _low : _high) >> character & 1) != 0;

    public bool Contains(int character) => character < 128 ? ContainsAscii((byte)character) : Search(character);

    bool Search(int character)
    {
        var at = Array.BinarySearch(_changes, character);
        return ((at < 0 ? ~at : at + 1) & 1) != 0;
    }

    public CharacterSet Union(CharacterSet other) => OfRanges(Ranges.Concat(other.Ranges));

    public CharacterSet Intersect(CharacterSet other) => Negate().Union(other.Negate()).Negate();

    public CharacterSet Negate()
    {
        List<int> changes = _changes is [0, .. var rest] ? [.. rest] : [0, .. _changes];
        if (changes.Count > 0 && changes[^1] == End) changes.RemoveAt(changes.Count - 1);
        else changes.Add(End);
        return new([.. changes]);
    }
}
