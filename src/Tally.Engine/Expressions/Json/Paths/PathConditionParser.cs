using Tally.Engine.Expressions.RegularExpressions;
using Tally.Engine.Expressions.Text;

namespace Tally.Engine.Expressions.Json.Paths;

/// <summary>Reads what stands between ?( and ).</summary>
sealed class PathConditionParser
{
    static readonly string[] Words = ["IN", "NIN", "ALL", "CONTAINS", "SIZE", "EMPTY", "ANYOF", "NONEOF", "SUBSETOF"];

    readonly string _text;
    int _at;

    PathConditionParser(string text) => _text = text;

    /// <exception cref="FormatException">The text is no condition.</exception>
    public static PathCondition Parse(string text)
    {
        var parser = new PathConditionParser(text);
        var condition = parser.Or();
        return parser.Peek() == '\0' ? condition : throw parser.Unexpected();
    }

    /// <summary>One value: a path, a text in quotes, a regular expression, or JSON.</summary>
    public static PathValue Value(string text)
    {
        var parser = new PathConditionParser(text);
        var value = parser.Value(isTest: false);
        return parser.Peek() == '\0' ? value : throw parser.Unexpected();
    }

    FormatException Unexpected() => new($"'{_text[_at..]}' follows where the condition should end or go on");

    char Peek()
    {
        while (_at < _text.Length && _text[_at] == ' ') _at++;
        return _at < _text.Length ? _text[_at] : '\0';
    }

    bool TryTake(string sign)
    {
        Peek();
        if (!_text.AsSpan(_at).StartsWith(sign)) return false;
        _at += sign.Length;
        return true;
    }

    PathCondition Or()
    {
        var parts = new List<PathCondition> { And() };
        while (TryTake("||")) parts.Add(And());
        return parts.Count == 1 ? parts[0] : new AnyCondition([.. parts]);
    }

    PathCondition And()
    {
        var parts = new List<PathCondition> { Operand() };
        while (TryTake("&&")) parts.Add(Operand());
        return parts.Count == 1 ? parts[0] : new AllConditions([.. parts]);
    }

    PathCondition Operand()
    {
        var start = _at;
        if (Peek() == '!')
        {
            _at++;
            if (Peek() is not ('@' or '$')) return new NotCondition(Operand());
            _at = start;
        }
        if (!TryTake("(")) return Relation();
        var inner = Or();
        return TryTake(")") ? inner : throw new FormatException("a parenthesis is not closed in the condition");
    }

    PathCondition Relation()
    {
        var left = Value(isTest: true);
        if (Operator() is { } sign)
            return new PathComparison(left is PathOfValue path ? path with { IsTest = false } : left, sign, Value(isTest: false));
        return left is PathOfValue test ? new ExistsCondition(test) : throw new FormatException("a condition is a path or a comparison");
    }

    string? Operator()
    {
        Peek();
        var end = _at;
        while (end < _text.Length && _text[end] is '<' or '>' or '=' or '~' or '!') end++;
        if (end > _at)
        {
            var sign = _text[_at..end];
            _at = end;
            return sign is "==" or "===" or "!=" or "!==" or "<" or "<=" or ">" or ">=" or "=~"
                ? sign
                : throw new FormatException($"'{sign}' is no comparison");
        }
        while (end < _text.Length && char.IsAsciiLetter(_text[end])) end++;
        if (end == _at) return null;
        var word = _text[_at..end].ToUpperInvariant();
        _at = end;
        return Words.Contains(word) ? word : throw new FormatException($"'{word}' is no comparison");
    }

    PathValue Value(bool isTest)
    {
        switch (Peek())
        {
            case '@' or '$' or '!': return Path(isTest);
            case '/': return Pattern();
            case '\'' or '"': return new ConstantPathValue(JsonItem.Text(Quoted()));
            case '[': return Nested('[', ']');
            case '{': return Nested('{', '}');
            case '\0': throw new FormatException("a value is missing in the condition");
        }
        var end = _at;
        while (end < _text.Length && _text[end] is not (' ' or ')' or '&' or '|' or '=' or '<' or '>' or '!' or '~' or ',')) end++;
        var text = _text[_at..end];
        _at = end;
        return new ConstantPathValue(PathText.Json(text));
    }

    ConstantPathValue Nested(char opens, char closes)
    {
        var end = PathText.Closing(_text, _at, opens, closes);
        if (end < 0) throw new FormatException($"{closes} is missing in the condition");
        var text = _text[_at..(end + 1)];
        _at = end + 1;
        return new(PathText.Json(text.Replace('\'', '"')));
    }

    string Quoted()
    {
        var end = PathText.Quote(_text, _at);
        if (end < 0) throw new FormatException("a quote is not closed in the condition");
        var text = new System.Text.StringBuilder();
        for (_at++; _at < end; _at++)
        {
            if (_text[_at] == '\\') PathText.Unescape(_text, ref _at, text);
            else text.Append(_text[_at]);
        }
        _at = end + 1;
        return text.ToString();
    }

    PathOfValue Path(bool isTest)
    {
        var isNegated = TryTake("!");
        Peek();
        var start = _at;
        for (_at++; _at < _text.Length; _at++)
        {
            var c = _text[_at];
            if (c is '[' or '(')
            {
                var end = PathText.Closing(_text, _at, c, c == '[' ? ']' : ')');
                _at = end < 0 ? throw new FormatException("a bracket is not closed in the condition") : end;
            }
            else if (c is ' ' or ')' or '&' or '|' or '=' or '<' or '>' or '!' or '~' or ',') break;
        }
        return new(JsonPathParser.Parse(_text[start.._at]), _text[start] == '$', isTest, isNegated);
    }

    PatternPathValue Pattern()
    {
        var end = PathText.Quote(_text, _at);
        if (end < 0) throw new FormatException("a regular expression is not closed in the condition");
        var pattern = _text[(_at + 1)..end];
        for (_at = end + 1; _at < _text.Length && char.IsAsciiLetter(_text[_at]); _at++) { }
        try
        {
            return new(JavaRegex.Compile($@"(?{_text[(end + 1).._at]})\A(?:{pattern})\z"));
        }
        catch (RegexSyntaxException error)
        {
            throw new FormatException(error.Message);
        }
    }
}
