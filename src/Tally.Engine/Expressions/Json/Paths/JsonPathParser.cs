using System.Globalization;
using System.Text;

namespace Tally.Engine.Expressions.Json.Paths;

/// <summary>Reads a path by Jayway's syntax.</summary>
ref struct JsonPathParser
{
    readonly ReadOnlySpan<char> _text;
    readonly List<PathStep> _steps = [];
    int _at;

    JsonPathParser(ReadOnlySpan<char> text) => _text = text;

    /// <exception cref="FormatException">The text is no path.</exception>
    public static PathStep[] Parse(string text)
    {
        if (text.Length == 0) throw new FormatException("it is empty");
        var rooted = text[0] is '$' or '@' ? text : "$." + text;
        var parser = new JsonPathParser(rooted.AsSpan().TrimEnd(' '));
        if (parser._text[^1] == '.') throw new FormatException("it ends with a point");
        parser._at = 1;
        if (!parser.IsEnd && parser.Current is not ('.' or '['))
            throw new FormatException($"'{parser.Current}' follows where . or [ is expected");
        while (!parser.IsEnd) parser.Step();
        return Inverted([.. parser._steps]);
    }

    /// <summary>A function behind a scan at any depth is computed of all that the scan finds.</summary>
    static PathStep[] Inverted(PathStep[] steps) => steps is [.., FunctionStep function] && steps.Any(step => step is ScanStep)
        ? [function with { Arguments = [new PathOfValue(steps[..^1], FromRoot: true, IsTest: false, IsNegated: false)] }] : steps;

    readonly bool IsEnd => _at >= _text.Length;

    readonly char Current => _text[_at];

    void Step()
    {
        switch (Current)
        {
            case '[':
                Bracket();
                break;
            case '.':
                Dot();
                break;
            case '*':
                _at++;
                _steps.Add(new WildcardStep());
                break;
            default:
                Name();
                break;
        }
    }

    void Dot()
    {
        _at++;
        if (!IsEnd && Current == '.')
        {
            _at++;
            _steps.Add(new ScanStep());
        }
        if (IsEnd) throw new FormatException("it ends with a point");
        if (Current == '.') throw new FormatException("a name is missing between points");
        Step();
    }

    void Name()
    {
        var length = _text[_at..].IndexOfAny('.', '[', '(');
        var name = length < 0 ? _text[_at..] : _text.Slice(_at, length);
        if (name.Contains(' ')) throw new FormatException("a name with blanks is written in brackets: ['a b']");
        if (name.IsEmpty) throw new FormatException("a name is missing");
        _at += name.Length;
        if (!IsEnd && Current == '(') Function(name.ToString());
        else _steps.Add(new NameStep([name.ToString()]));
    }

    void Function(string name)
    {
        var end = PathText.Closing(_text, _at, '(', ')');
        if (end < 0) throw new FormatException($"the parenthesis behind {name} is not closed");
        var inside = _text[(_at + 1)..end].Trim();
        _at = end + 1;
        _steps.Add(new FunctionStep(name, inside.IsEmpty ? [] : PathText.Values(inside)));
    }

    void Bracket()
    {
        var first = _at + 1;
        while (first < _text.Length && _text[first] == ' ') first++;
        if (first == _text.Length) throw new FormatException("] is missing");
        switch (_text[first])
        {
            case '\'' or '"':
                Names(first);
                break;
            case '?':
                Filter(first);
                break;
            case '*':
                _at = Close(first + 1);
                _steps.Add(new WildcardStep());
                break;
            default:
                Indexes();
                break;
        }
    }

    /// <summary>The place behind the closing bracket that must be next.</summary>
    readonly int Close(int at)
    {
        while (at < _text.Length && _text[at] == ' ') at++;
        return at < _text.Length && _text[at] == ']' ? at + 1 : throw new FormatException("] is missing");
    }

    void Names(int at)
    {
        var names = new List<string>();
        var quote = _text[at];
        while (true)
        {
            var (name, end) = Quoted(at, quote);
            names.Add(name);
            at = end;
            while (at < _text.Length && _text[at] == ' ') at++;
            if (at >= _text.Length || _text[at] != ',') break;
            for (at++; at < _text.Length && _text[at] == ' '; at++) { }
            if (at >= _text.Length || _text[at] != quote) throw new FormatException("a name in the same quotes is expected behind a comma");
        }
        _at = Close(at);
        _steps.Add(new NameStep([.. names]));
    }

    readonly (string Name, int End) Quoted(int at, char quote)
    {
        var name = new StringBuilder();
        for (at++; at < _text.Length && _text[at] != quote; at++)
        {
            if (_text[at] == '\\' && at + 1 < _text.Length) PathText.Unescape(_text, ref at, name);
            else name.Append(_text[at]);
        }
        return at < _text.Length ? (name.ToString(), at + 1) : throw new FormatException("a quote is not closed");
    }

    void Indexes()
    {
        var length = _text[_at..].IndexOf(']');
        if (length < 0) throw new FormatException("] is missing");
        var inside = _text[(_at + 1)..(_at + length)].Trim(' ');
        if (inside.IsEmpty || inside.ContainsAnyExcept("0123456789,-: ")) throw new FormatException($"'{inside}' is no index");
        _at += length + 1;
        _steps.Add(inside.Contains(':')
            ? Slice(inside.ToString())
            : new IndexStep([.. inside.ToString().Split(',').Select(part => Number(part.Trim()))]));
    }

    static SliceStep Slice(string inside)
    {
        var ends = inside.Split(':');
        int? from = ends[0].Length == 0 ? null : Number(ends[0]);
        int? to = ends[1].Length == 0 ? null : Number(ends[1]);
        return from is null && to is null ? throw new FormatException("a range has a start or an end") : new(from, to);
    }

    static int Number(string digits) => int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        ? number : throw new FormatException($"'{digits}' is no index");

    void Filter(int at)
    {
        var open = at + 1;
        while (open < _text.Length && _text[open] == ' ') open++;
        var end = open < _text.Length && _text[open] == '(' ? PathText.Closing(_text, open, '(', ')') : -1;
        if (end < 0) throw new FormatException("a filter is written [?( … )]");
        _steps.Add(new FilterStep(PathConditionParser.Parse(_text[(open + 1)..end].ToString())));
        _at = Close(end + 1);
    }
}
