namespace Tally.Engine.Expressions.RegularExpressions;

/// <summary>Character classes: [a-z], [^…], unions [a[b-d]], intersections [a-z&amp;&amp;[^b]].</summary>
sealed partial class RegexParser
{
    /// <summary>A class from its opening bracket on (or, without one, the right side of an intersection).</summary>
    /// <param name="consume">Whether the closing bracket belongs to it.</param>
    CharacterSet Class(bool consume)
    {
        if (consume) _at++;
        var isNegated = consume && Peek() == '^';
        if (isNegated) _at++;
        CharacterSet? set = null;
        while (true)
        {
            var c = Peek();
            if (c < 0) throw Error("a character class is not closed");
            if (c == ']' && set is not null) break;
            if (c == '[') set = Joined(set, Class(consume: true));
            else if (c == '&' && Next == '&') set = Intersection(set);
            else set = Joined(set, RangeOrSingle());
        }
        if (consume) _at++;
        return isNegated ? set.Negate() : set;
    }

    static CharacterSet Joined(CharacterSet? set, CharacterSet more) => set?.Union(more) ?? more;

    CharacterSet Intersection(CharacterSet? left)
    {
        _at += 2;
        CharacterSet? right = null;
        while (Peek() is var c and not (']' or '&' or -1)) right = Joined(right, Class(consume: c == '['));
        if (right is null) return left ?? throw Error("an intersection has nothing on its sides");
        return left?.Intersect(right) ?? right;
    }

    CharacterSet RangeOrSingle()
    {
        if (Peek() == '\\' && ClassEscape() is { } named) return named;
        var first = Peek() == '\\' ? Character(isRange: RangeFollows()) : Read();
        if (Peek() != '-' || Next is '[' or ']') return Folded(CharacterSet.Range(first, first));
        _at++;
        var c = Peek();
        if (c < 0) throw Error("a character class is not closed");
        var last = c != '\\' ? Read() : ClassEscape() is null ? Character(isRange: true) : -1;
        return last >= first ? Folded(CharacterSet.Range(first, last)) : throw Error("a range of characters ends before it starts");
    }

    bool RangeFollows() => _at + 2 < _text.Length && _text[_at + 2] == '-';

    /// <summary>An escape that names a set, such as \d or \p{L}; null, and nothing is taken, for one that is a character.</summary>
    CharacterSet? ClassEscape()
    {
        var c = Next;
        if (c is 'p' or 'P')
        {
            _at += 2;
            return Property(c == 'P');
        }
        if (c == 'v' && RangeFollows() || Predefined(c) is not { } set) return null;
        _at += 2;
        return set;
    }

    CharacterSet? Predefined(int letter)
    {
        var isUnicode = Has(Flags.UnicodeClass);
        return letter switch
        {
            'd' => isUnicode ? CharacterProperties.UnicodeDigit : CharacterProperties.Digit,
            'w' => isUnicode ? CharacterProperties.UnicodeWord : CharacterProperties.Word,
            's' => isUnicode ? CharacterProperties.UnicodeWhite : CharacterProperties.White,
            'h' => CharacterProperties.Horizontal,
            'v' => CharacterProperties.Vertical,
            'D' or 'W' or 'S' or 'H' or 'V' => Predefined(letter | 0x20)!.Negate(),
            _ => null,
        };
    }

    /// <summary>The set of \pL or \p{name}, from behind the p on.</summary>
    CharacterSet Property(bool negated)
    {
        string name;
        if (TryTake('{'))
        {
            var end = Array.IndexOf(_text, '}', _at);
            if (end < 0) throw Error("} is missing behind the name of a property");
            name = string.Concat(_text[_at..end].Select(char.ConvertFromUtf32));
            _at = end + 1;
        }
        else name = Peek() >= 0 ? char.ConvertFromUtf32(Read()) : throw Error("the name of a property is missing");
        var set = CharacterProperties.Find(name, Has(Flags.UnicodeClass), Has(Flags.FoldCase))
            ?? throw Error($"there is no property of characters named {name}");
        return negated ? set.Negate() : set;
    }
}
