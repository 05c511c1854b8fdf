namespace Tally.Engine.Sql;

// The lexer cuts a text into tokens in one pass and never stops at an error: it notes what is wrong and goes on with the token that
// was probably meant, so that one run finds all errors of a file.

/// <summary>Cuts a SQL text into tokens.</summary>
sealed partial class Lexer(SourceText source)
{
    /// <summary>The most errors noted for one text.</summary>
    public const int MaxErrors = 100;

    readonly string _text = source.Text;
    int _at;
    bool _inHint;

    /// <summary>All tokens; the last one is the end of the text.</summary>
    public List<Token> Tokens { get; } = [];

    /// <summary>The comments that begin with two dashes, in order.</summary>
    public List<TextSpan> Comments { get; } = [];

    public List<SqlError> Errors { get; } = [];

    /// <summary>Reads the whole text.</summary>
    public static Lexer Read(SourceText source)
    {
        var lexer = new Lexer(source);
        while (lexer.SkipBlanks()) lexer.ReadToken();
        lexer.Tokens.Add(new Token(TokenKind.End, source.Text.Length, 0));
        return lexer;
    }

    char Peek(int ahead = 0) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    bool SkipBlanks()
    {
        while (_at < _text.Length)
        {
            var c = _text[_at];
            if (char.IsWhiteSpace(c) || c == '\uFEFF') _at++;
            else if (c == '-' && Peek(1) == '-') SkipLineComment();
            else if (c == '/' && Peek(1) == '*' && Peek(2) != '+') SkipBlockComment();
            else return true;
        }
        return false;
    }

    void SkipLineComment()
    {
        var end = _text.IndexOf('\n', _at);
        if (end < 0) end = _text.Length;
        Comments.Add(new TextSpan(source, _at, end - _at));
        _at = end;
    }

    void SkipBlockComment()
    {
        var end = _text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
        if (end < 0) Fail(ErrorCode.Unterminated, _at, 2, "the comment that begins here is not closed", "close it with */");
        _at = end < 0 ? _text.Length : end + 2;
    }

    void ReadToken()
    {
        var c = _text[_at];
        if (c is 'x' or 'X' && Peek(1) == '\'') ReadQuoted(TokenKind.Binary, 1, '\'', "string");
        else if (c is 'u' or 'U' && Peek(1) == '&' && Peek(2) == '\'') ReadQuoted(TokenKind.Unicode, 2, '\'', "string");
        else if (IsWordStart(c)) ReadWord();
        else if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1)))) ReadNumber();
        else if (c == '\'') ReadQuoted(TokenKind.String, 0, '\'', "string");
        else if (c == '`') ReadQuoted(TokenKind.QuotedName, 0, '`', "name");
        else ReadSymbol(c);
    }

    /// <summary>Whether a name without quotes may begin with the character.</summary>
    public static bool IsWordStart(char c) => char.IsAsciiLetter(c) || c is '_' or '$' || (c > 127 && char.IsLetter(c));

    static bool IsWordPart(char c) => IsWordStart(c) || char.IsAsciiDigit(c);

    void ReadWord()
    {
        var start = _at++;
        while (IsWordPart(Peek())) _at++;
        Add(TokenKind.Word, start);
    }

    void ReadNumber()
    {
        var start = _at;
        while (char.IsAsciiDigit(Peek())) _at++;
        if (Peek() == '.') _at++;
        while (char.IsAsciiDigit(Peek())) _at++;
        if (Peek() is 'e' or 'E' && (char.IsAsciiDigit(Peek(1)) || (Peek(1) is '+' or '-' && char.IsAsciiDigit(Peek(2)))))
        {
            _at += 2;
            while (char.IsAsciiDigit(Peek())) _at++;
        }
        Add(TokenKind.Number, start);
    }

    /// <summary>Reads up to the closing quote; a doubled quote stands for itself.</summary>
    void ReadQuoted(TokenKind kind, int prefix, char quote, string what)
    {
        var start = _at;
        _at += prefix + 1;
        while (true)
        {
            var end = _text.IndexOf(quote, _at);
            if (end < 0)
            {
                Fail(ErrorCode.Unterminated, start, prefix + 1, $"the {what} that begins here is not closed", $"close it with {quote}");
                _at = _text.Length;
                break;
            }
            _at = end + 1;
            if (Peek() != quote) break;
            _at++;
        }
        Add(kind, start);
    }

    void Add(TokenKind kind, int start) => Tokens.Add(new Token(kind, start, _at - start));

    void Fail(ErrorCode code, int start, int length, string message, string hint)
    {
        if (Errors.Count < MaxErrors) Errors.Add(new SqlError(code, new TextSpan(source, start, length), message, hint));
    }
}
