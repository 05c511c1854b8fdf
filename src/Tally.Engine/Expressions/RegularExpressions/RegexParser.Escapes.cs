using System.Globalization;

namespace Tally.Engine.Expressions.RegularExpressions;

/// <summary>What a backslash starts.</summary>
sealed partial class RegexParser
{
    /// <summary>An escape outside of a class.</summary>
    RegexNode Escape()
    {
        if (ClassEscape() is { } set) return new SetNode(set);
        var c = Next;
        switch (c)
        {
            case >= '1' and <= '9':
                _at++;
                return new BackReferenceNode(GroupNumber(), Folding);
            case 'k':
                _at += 2;
                return NamedReference();
            case 'R':
                _at += 2;
                return new ChoiceNode([new SequenceNode([Plain('\r'), Plain('\n')]), new SetNode(CharacterProperties.Vertical)]);
            case 'X':
                _at += 2;
                return new ClusterNode();
            case 'b' when _at + 4 < _text.Length && _text[_at + 2] == '{' && _text[_at + 3] == 'g' && _text[_at + 4] == '}':
                _at += 5;
                return new PlaceNode(Place.ClusterBoundary);
        }
        if (PlaceOf(c) is not { } place) return Single(Character(isRange: false));
        _at += 2;
        return new PlaceNode(place);
    }

    static SetNode Plain(char c) => new(CharacterSet.Range(c, c));

    Place? PlaceOf(int letter) => letter switch
    {
        'A' => Place.TextStart,
        'z' => Place.TextEnd,
        'Z' => Has(Flags.UnixLines) ? Place.TextOrLastUnixLineEnd : Place.TextOrLastLineEnd,
        'G' => Place.LastMatchEnd,
        'b' => Has(Flags.UnicodeClass) ? Place.UnicodeWordBoundary : Place.WordBoundary,
        'B' => Has(Flags.UnicodeClass) ? Place.NoUnicodeWordBoundary : Place.NoWordBoundary,
        _ => null,
    };

    /// <summary>The number behind a backslash: as many digits as name a group that is there.</summary>
    int GroupNumber()
    {
        var number = Read() - '0';
        while (_at < _text.Length && _text[_at] is >= '0' and <= '9' && number * 10 + (_text[_at] - '0') <= _groups)
            number = number * 10 + (Read() - '0');
        return number;
    }

    BackReferenceNode NamedReference()
    {
        if (Read() != '<') throw Error(@"< is expected behind \k");
        var name = GroupName();
        return new(_names.TryGetValue(name, out var number) ? number : throw Error($"there is no group named {name} before this"), Folding);
    }

    /// <summary>An escape that is one character, from the backslash on.</summary>
    /// <param name="isRange">Whether it is an end of a range in a class, where \v is a single character.</param>
    int Character(bool isRange)
    {
        _at++;
        var c = Read();
        switch (c)
        {
            case '0': return Octal();
            case 'x': return Hexadecimal();
            case 'u': return Unit();
            case 'N': return NamedCharacter();
            case 'c': return Read() is >= 0 and var control ? control ^ 64 : throw Error(@"a character is missing behind \c");
            case 'a': return 7;
            case 'e': return 27;
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'v' when isRange: return 11;
            case -1: throw Error(@"a character is missing behind \");
            case < 128 when char.IsAsciiLetterOrDigit((char)c): throw Error($@"\{(char)c} has no meaning");
            default: return c;
        }
    }

    int NamedCharacter()
    {
        var end = Read() == '{' ? Array.IndexOf(_text, '}', _at) : throw Error(@"{ is expected behind \N");
        if (end < 0) throw Error(@"} is missing behind \N{");
        var name = string.Concat(_text[_at..end].Select(char.ConvertFromUtf32));
        _at = end + 1;
        return CharacterNames.Find(name) is >= 0 and var character
            ? character : throw Unsupported($@"\N{{{name}}} is not supported; write \x{{…}} with the character's number");
    }

    int Octal()
    {
        var start = _at;
        var value = 0;
        while (_at < _text.Length && _at - start < 3 && _text[_at] is >= '0' and <= '7' && value * 8 + (_text[_at] - '0') <= 255)
            value = value * 8 + (Read() - '0');
        return _at > start ? value : throw Error(@"octal digits are missing behind \0");
    }

    int Hexadecimal()
    {
        if (_at >= _text.Length || _text[_at] != '{') return Digits(2);
        var end = Array.IndexOf(_text, '}', ++_at);
        var digits = end < 0 ? throw Error(@"} is missing behind \x{") : string.Concat(_text[_at..end].Select(char.ConvertFromUtf32));
        if (!int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            || value is < 0 or > 0x10FFFF)
            throw Error($@"\x{{{digits}}} is no character");
        _at = end + 1;
        return value;
    }

    int Digits(int count)
    {
        var value = 0;
        for (; count > 0; count--)
        {
            var c = Read();
            if (c is < 0 or > 127 || !char.IsAsciiHexDigit((char)c)) throw Error($"{count} more hexadecimal digits are expected");
            value = value * 16 + Convert.ToInt32(((char)c).ToString(), 16);
        }
        return value;
    }

    /// <summary>\uXXXX; two halves of a pair are one character.</summary>
    int Unit()
    {
        var unit = Digits(4);
        if (!char.IsHighSurrogate((char)unit) || _at + 1 >= _text.Length || _text[_at] != '\\' || _text[_at + 1] != 'u') return unit;
        var before = _at;
        _at += 2;
        var low = Digits(4);
        if (char.IsLowSurrogate((char)low)) return char.ConvertToUtf32((char)unit, (char)low);
        _at = before;
        return unit;
    }
}
