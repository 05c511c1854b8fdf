namespace Tally.Engine.Sql;

/// <summary>Operators and punctuation, and what people write in their place.</summary>
sealed partial class Lexer
{
    const string Single = "()[]{}<>=+-*/%,.;:?|^&~@";

    void ReadSymbol(char c)
    {
        var start = _at;
        var next = Peek(1);
        if (c == '/' && next == '*') ReadHintStart();
        else if (_inHint && c == '*' && next == '/') ReadHintEnd();
        else if ((c, next) is ('<', '>') or ('<', '=') or ('>', '=') or ('=', '>') or ('|', '|')) Add(start, 2);
        else if ((c, next) is ('!', '=')) Misspelt(start, 2, "!= is not an operator of this dialect", "write <> instead of !=");
        else if ((c, next) is (':', ':')) Misspelt(start, 2, ":: is not an operator of this dialect", "write CAST(x AS TYPE)");
        else if ((c, next) is ('=', '=')) Misspelt(start, 2, "== is not an operator of this dialect", "write = instead of ==");
        else if (Single.Contains(c)) Add(start, 1);
        else if (c == '"') ReadDoubleQuoted();
        else ReadForeign(c);
    }

    void Add(int start, int length)
    {
        _at = start + length;
        Add(TokenKind.Symbol, start);
    }

    void ReadHintStart()
    {
        _inHint = true;
        Add(_at, 3);
    }

    void ReadHintEnd()
    {
        _inHint = false;
        Add(_at, 2);
    }

    /// <summary>Notes the error and keeps the operator as one symbol, which the parser reads as the one that was meant.</summary>
    void Misspelt(int start, int length, string message, string hint)
    {
        Fail(ErrorCode.UnexpectedToken, start, length, message, hint);
        Add(start, length);
    }

    /// <summary>"a": other dialects quote names like this. It goes on as a quoted name.</summary>
    void ReadDoubleQuoted()
    {
        var start = _at;
        var end = _text.AsSpan(_at + 1).IndexOfAny('"', '\n');
        var closed = end >= 0 && _text[_at + 1 + end] == '"';
        _at = closed ? _at + end + 2 : _at + 1;
        var inside = closed ? _text.Substring(start + 1, end) : "name";
        Fail(ErrorCode.UnexpectedToken, start, _at - start, "double quotes quote nothing in this dialect",
            $"a name is written `{inside}`, a text '{inside}'");
        if (closed) Add(TokenKind.QuotedName, start);
    }

    /// <summary>A character that SQL does not know; punctuation of Chinese keyboards and typographic quotes get their own hint.</summary>
    void ReadForeign(char c)
    {
        var start = _at;
        _at += char.IsHighSurrogate(c) && char.IsLowSurrogate(Peek(1)) ? 2 : 1;
        var meant = c switch
        {
            '，' => ",", '；' => ";", '（' => "(", '）' => ")", '＝' => "=", '。' => ".", '＊' => "*",
            '‘' or '’' or '“' or '”' or '′' or '＇' => "'",
            '–' or '—' or '−' => "-",
            '!' => "NOT",
            _ => null,
        };
        var shown = char.IsControl(c) || char.IsSurrogate(c) ? $"U+{(int)c:X4}" : c.ToString();
        Fail(ErrorCode.UnexpectedToken, start, _at - start, $"the character {shown} has no meaning in SQL",
            meant is null ? "remove it, or put the name that contains it in backquotes" : $"write {meant}");
    }
}
