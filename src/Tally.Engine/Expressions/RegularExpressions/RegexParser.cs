using System.Collections.Immutable;

namespace Tally.Engine.Expressions.RegularExpressions;

// Java's regular expressions.
//
// RegexParser reads the syntax of java.util.regex.Pattern (Java 17) into nodes: what Java refuses is refused, whatever other dialects say.
// RegexCompiler turns nodes into a program of small steps. RegexMatcher runs it over UTF-8 bytes; a place in the program that has failed at
// a place in the text is not tried there again, so that time is linear in the text, but for references back to groups, whose steps are
// bounded.

/// <summary>Reads a pattern.</summary>
sealed partial class RegexParser
{
    readonly int[] _text;
    readonly Dictionary<string, int> _names = [];
    int _at;
    int _groups;
    Flags _flags;

    [Flags]
    enum Flags
    {
        None = 0,
        FoldCase = 1,
        Multiline = 2,
        DotAll = 4,
        UnicodeCase = 8,
        UnixLines = 16,
        Comments = 32,
        UnicodeClass = 64,
    }

    RegexParser(string pattern) => _text = [.. RegexQuoting.Remove(pattern).EnumerateRunes().Select(rune => rune.Value)];

    /// <summary>The nodes of a pattern, and the number of its groups.</summary>
    /// <exception cref="RegexSyntaxException">Java refuses it.</exception>
    public static (RegexNode Root, int Groups) Parse(string pattern)
    {
        var parser = new RegexParser(pattern);
        var root = parser.Alternatives();
        if (parser._at < parser._text.Length) throw parser.Error("a parenthesis is closed that was not opened");
        return (root, parser._groups);
    }

    RegexSyntaxException Error(string message) => new(message, Math.Min(_at, _text.Length));

    RegexSyntaxException Unsupported(string message) => new(message, Math.Min(_at, _text.Length)) { IsUnsupported = true };

    bool Has(Flags flag) => (_flags & flag) != 0;

    Folding Folding => !Has(Flags.FoldCase) ? Folding.None : Has(Flags.UnicodeCase) ? Folding.Unicode : Folding.Ascii;

    /// <summary>The next character, or -1; under (?x) white space and comments are passed over.</summary>
    int Peek()
    {
        if (Has(Flags.Comments)) SkipComments();
        return _at < _text.Length ? _text[_at] : -1;
    }

    void SkipComments()
    {
        while (_at < _text.Length)
        {
            if (_text[_at] is >= 9 and <= 13 or ' ') _at++;
            else if (_text[_at] == '#')
                while (_at < _text.Length
                    && !(Has(Flags.UnixLines) ? _text[_at] == '\n' : CharacterProperties.LineEnds.Contains(_text[_at]))) _at++;
            else return;
        }
    }

    /// <summary>The character behind the current one, as it stands.</summary>
    int Next => _at + 1 < _text.Length ? _text[_at + 1] : -1;

    /// <summary>Takes the current character as it stands, white space too.</summary>
    int Read() => _at < _text.Length ? _text[_at++] : -1;

    bool TryTake(int character)
    {
        if (Peek() != character) return false;
        _at++;
        return true;
    }

    RegexNode Alternatives()
    {
        var branches = new List<RegexNode> { Sequence() };
        while (TryTake('|')) branches.Add(Sequence());
        return branches.Count == 1 ? branches[0] : new ChoiceNode([.. branches]);
    }

    RegexNode Sequence()
    {
        var parts = ImmutableArray.CreateBuilder<RegexNode>();
        while (Peek() is var c and not (-1 or '|' or ')'))
        {
            if (c is '*' or '+' or '?') throw Error($"'{(char)c}' has nothing before it to repeat");
            var part = c == '(' ? Group() : c == '{' ? RegexNode.Empty : Atom();
            if (part is not null) parts.Add(Repeated(part));
        }
        return parts.Count == 1 ? parts[0] : new SequenceNode(parts.ToImmutable());
    }

    RegexNode Atom()
    {
        var c = Peek();
        switch (c)
        {
            case '[': return new SetNode(Class(consume: true));
            case '\\': return Escape();
            case '.':
                _at++;
                return new SetNode(Has(Flags.DotAll) ? CharacterSet.All
                    : (Has(Flags.UnixLines) ? CharacterSet.Of("\n") : CharacterProperties.LineEnds).Negate());
            case '^':
                _at++;
                return new PlaceNode(!Has(Flags.Multiline)
                    ? Place.TextStart
                    : Has(Flags.UnixLines)
                    ? Place.UnixLineStart
                    : Place.LineStart);
            case '$':
                _at++;
                return new PlaceNode(Has(Flags.Multiline)
                    ? Has(Flags.UnixLines) ? Place.UnixLineEnd : Place.LineEnd
                    : Has(Flags.UnixLines) ? Place.TextOrLastUnixLineEnd : Place.TextOrLastLineEnd);
            default:
                _at++;
                return Single(c);
        }
    }

    SetNode Single(int character) => new(Folded(CharacterSet.Range(character, character)));

    CharacterSet Folded(CharacterSet set) => CaseFolding.Fold(set, Folding);

    /// <summary>The part with the quantifier that follows it.</summary>
    RegexNode Repeated(RegexNode part)
    {
        var (min, max) = (0, int.MaxValue);
        switch (Peek())
        {
            case '?': max = 1; break;
            case '*': break;
            case '+': min = 1; break;
            case '{': (min, max) = Counts(); break;
            default: return part;
        }
        _at++;
        var isLazy = TryTake('?');
        var repeat = new RepeatNode(part, min, max, isLazy);
        return !isLazy && TryTake('+') ? new AtomicNode(repeat) : repeat;
    }

    /// <summary>{n}, {n,} or {n,m}; stays at the closing brace.</summary>
    (int Min, int Max) Counts()
    {
        _at++;
        if (_at >= _text.Length || _text[_at] is < '0' or > '9') throw Error("a number is expected behind {");
        var min = Count();
        var max = min;
        if (_at < _text.Length && _text[_at] == ',')
        {
            _at++;
            max = _at < _text.Length && _text[_at] == '}' ? int.MaxValue : Count();
        }
        if (_at >= _text.Length || _text[_at] != '}') throw Error("} is missing behind the number of repetitions");
        return max >= min ? (min, max) : throw Error($"{min} to {max} repetitions");
    }

    int Count()
    {
        var count = 0L;
        for (; _at < _text.Length && _text[_at] is >= '0' and <= '9'; _at++)
            if ((count = count * 10 + (_text[_at] - '0')) > int.MaxValue) throw Error("the number of repetitions is too large");
        return (int)count;
    }
}
