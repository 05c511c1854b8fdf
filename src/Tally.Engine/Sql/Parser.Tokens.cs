using System.Collections.Immutable;
using System.Text;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Sql;

/// <summary>Looking at tokens, taking them, and saying what else was expected.</summary>
public sealed partial class Parser
{
    Token Current => _tokens[_at];

    Token Ahead(int count) => _tokens[Math.Min(_at + count, _tokens.Count - 1)];

    ReadOnlySpan<char> TextOf(Token token) => _source.Text.AsSpan(token.Start, token.Length);

    TextSpan SpanOf(Token token) => new(_source, token.Start, token.Length);

    /// <summary>The stretch from a token to the last one taken.</summary>
    TextSpan SpanFrom(int startToken)
    {
        var start = _tokens[startToken].Start;
        return new TextSpan(_source, start, Math.Max(0, _tokens[Math.Max(startToken, _at - 1)].End - start));
    }

    bool Is(Token token, ReadOnlySpan<char> keyword) =>
        token.Kind == TokenKind.Word && token.Length == keyword.Length && TextOf(token).Equals(keyword, StringComparison.OrdinalIgnoreCase);

    bool Is(string keyword, int ahead = 0) => Is(Ahead(ahead), keyword);

    bool IsSymbol(string symbol, int ahead = 0)
    {
        var token = Ahead(ahead);
        return token.Kind == TokenKind.Symbol && TextOf(token).SequenceEqual(symbol);
    }

    bool Take(string keyword)
    {
        if (!Is(keyword)) return false;
        _at++;
        return true;
    }

    /// <summary>Takes all of the words, or none.</summary>
    bool Take(params ReadOnlySpan<string> keywords)
    {
        for (var i = 0; i < keywords.Length; i++)
            if (!Is(keywords[i], i)) return false;
        _at += keywords.Length;
        return true;
    }

    /// <summary>Takes one of the words and gives it in upper case, or null.</summary>
    string? TakeAny(params ReadOnlySpan<string> keywords)
    {
        foreach (var keyword in keywords)
            if (Take(keyword)) return keyword;
        return null;
    }

    bool TakeSymbol(string symbol)
    {
        if (!IsSymbol(symbol)) return false;
        _at++;
        return true;
    }

    void Expect(params ReadOnlySpan<string> keywords)
    {
        foreach (var keyword in keywords)
            if (!Take(keyword)) throw Unexpected(keyword, keyword);
    }

    void ExpectSymbol(string symbol)
    {
        if (!TakeSymbol(symbol)) throw Unexpected(symbol);
    }

    /// <summary>One or more, with commas between.</summary>
    ImmutableArray<T> CommaList<T>(Func<T> item)
    {
        var items = ImmutableArray.CreateBuilder<T>();
        do items.Add(item()); while (TakeSymbol(","));
        return items.ToImmutable();
    }

    /// <summary>A list in parentheses.</summary>
    ImmutableArray<T> Parenthesized<T>(Func<T> item)
    {
        ExpectSymbol("(");
        var items = CommaList(item);
        ExpectSymbol(")");
        return items;
    }

    bool IsName(int ahead = 0)
    {
        var token = Ahead(ahead);
        return token.Kind == TokenKind.QuotedName || (token.Kind == TokenKind.Word && !ReservedWords.Contains(TextOf(token)));
    }

    /// <summary>A name, quoted or not reserved.</summary>
    Identifier Name(string what)
    {
        if (!IsName()) throw Unexpected(what);
        var token = Current;
        _at++;
        return ToIdentifier(token);
    }

    Identifier ToIdentifier(Token token) => token.Kind == TokenKind.QuotedName
        ? new Identifier(SpanOf(token), Unquote(TextOf(token)), true)
        : new Identifier(SpanOf(token), TextOf(token).ToString());

    /// <summary>a.b.c; behind a point a reserved word needs its quotes too.</summary>
    ImmutableArray<Identifier> Path(string what)
    {
        var parts = ImmutableArray.CreateBuilder<Identifier>();
        do parts.Add(Name(what)); while (TakeSymbol("."));
        return parts.ToImmutable();
    }

    StringLiteral StringValue(string what)
    {
        if (Current.Kind != TokenKind.String) throw Unexpected(what);
        var start = _at;
        var value = Unquote(TextOf(Current));
        _at++;
        if (Current.Kind != TokenKind.String || !LineEndsBefore(Current)) return new StringLiteral(SpanFrom(start), value);
        // Strings on following lines continue the first one.
        var joined = new StringBuilder(value);
        for (; Current.Kind == TokenKind.String && LineEndsBefore(Current); _at++) joined.Append(Unquote(TextOf(Current)));
        return new StringLiteral(SpanFrom(start), joined.ToString());
    }

    bool LineEndsBefore(Token token)
    {
        var end = _tokens[_at - 1].End;
        return _source.Text.AsSpan(end, token.Start - end).Contains('\n');
    }

    int Integer(string what)
    {
        if (Current.Kind != TokenKind.Number) throw Unexpected(what);
        if (!int.TryParse(TextOf(Current), out var value))
            throw new SqlException(ErrorCode.BadLiteral, SpanOf(Current), $"{TextOf(Current)} is not {what}",
                "write a whole number below 2147483648");
        _at++;
        return value;
    }

    /// <summary>The text between quotes, doubled quotes resolved. The closing quote may be missing.</summary>
    static string Unquote(ReadOnlySpan<char> quoted)
    {
        var quote = quoted[0];
        var inside = quoted.Length > 1 && quoted[^1] == quote ? quoted[1..^1] : quoted[1..];
        return inside.Contains(quote) ? inside.ToString().Replace($"{quote}{quote}", quote.ToString()) : inside.ToString();
    }
}
