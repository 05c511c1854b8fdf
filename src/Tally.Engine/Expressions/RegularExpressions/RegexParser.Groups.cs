namespace Tally.Engine.Expressions.RegularExpressions;

/// <summary>Groups: capturing, named, without capture, atomic, looking ahead and back, and flags.</summary>
sealed partial class RegexParser
{
    /// <summary>A group, or null for flags that hold up to the end of the group around them.</summary>
    RegexNode? Group()
    {
        _at++;
        var outer = _flags;
        var node = Peek() == '?' ? Special() : Captured(++_groups);
        if (node is null) return null;
        _flags = outer;
        return node;
    }

    RegexNode Captured(int number) => new GroupNode(Closed(), number);

    /// <summary>What stands up to the closing parenthesis.</summary>
    RegexNode Closed()
    {
        var body = Alternatives();
        return TryTake(')') ? body : throw Error("a parenthesis is not closed");
    }

    RegexNode? Special()
    {
        _at++;
        var kind = Read();
        switch (kind)
        {
            case ':': return Closed();
            case '>': return new AtomicNode(Closed());
            case '=' or '!': return new LookNode(Closed(), false, kind == '!', 0);
            case '<': return Read() is var next and ('=' or '!') ? Behind(next == '!') : Named();
            default:
                _at = Math.Max(0, _at - (kind < 0 ? 0 : 1));
                return Flagged();
        }
    }

    LookNode Behind(bool negated)
    {
        var body = Closed();
        var length = RegexLength.Of(body);
        return length.IsBounded ? new(body, true, negated, (int)length.Max) : throw Error("a look back needs a greatest length");
    }

    GroupNode Named()
    {
        _at--;
        var name = GroupName();
        var number = ++_groups;
        return _names.TryAdd(name, number) ? new(Closed(), number) : throw Error($"there are two groups named {name}");
    }

    string GroupName()
    {
        var start = _at;
        if (Read() is not (>= 'a' and <= 'z' or >= 'A' and <= 'Z')) throw Error("the name of a group starts with a Latin letter");
        while (_at < _text.Length && _text[_at] < 128 && char.IsAsciiLetterOrDigit((char)_text[_at])) _at++;
        var name = string.Concat(_text[start.._at].Select(char.ConvertFromUtf32));
        return Read() == '>' ? name : throw Error("> is missing behind the name of a group");
    }

    /// <summary>(?ims-dux) for the rest of the group around it, (?ims-dux: … ) for its own.</summary>
    RegexNode? Flagged()
    {
        for (var off = false; ; _at++)
        {
            var c = Peek();
            if (c == '-' && !off) off = true;
            else if (FlagOf(c) is { } flag) _flags = off ? _flags & ~flag : _flags | flag;
            else break;
        }
        if (TryTake(')')) return null;
        return TryTake(':') ? Closed() : throw Error("a group or flag that is not known");
    }

    Flags? FlagOf(int letter) => letter switch
    {
        'i' => Flags.FoldCase,
        'm' => Flags.Multiline,
        's' => Flags.DotAll,
        'u' => Flags.UnicodeCase,
        'd' => Flags.UnixLines,
        'x' => Flags.Comments,
        'U' => Flags.UnicodeClass | Flags.UnicodeCase,
        'c' => throw Unsupported("the flag c (canonical equivalence) is not supported"),
        _ => null,
    };
}
