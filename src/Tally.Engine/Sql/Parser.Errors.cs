using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Sql;

/// <summary>What the parser says when something else stands where it looks.</summary>
public sealed partial class Parser
{
    // What may follow a complete expression or table, for hints about misspelt words.
    static readonly string[] Continuations =
        ["AS", "FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "UNION", "INTERSECT", "EXCEPT", "JOIN", "ON", "AND", "OR", "WINDOW",
            "WITH", "LIKE"];

    /// <summary>The error "found …, expected …" at the current token, with a hint about the words that could stand here.</summary>
    SqlException Unexpected(string expected, params ReadOnlySpan<string> keywords) =>
        new(ErrorCode.UnexpectedToken, SpanOf(Current), $"found {Found(Current)}, expected {expected}",
            HintFor(expected, keywords.ToArray()));

    /// <summary>The error for a token behind a statement that could end here.</summary>
    SqlException UnexpectedEnd() => IsSymbol(")")
        ? new SqlException(ErrorCode.UnexpectedToken, SpanOf(Current), "found ), expected ; or more of the statement",
            "there is one ) too many")
        : Unexpected("; or more of the statement", Continuations);

    SqlException Unsupported(TextSpan span, string what, string? hint = null) =>
        new(ErrorCode.Unsupported, span, $"{what} is not supported", hint);

    string Found(Token token)
    {
        var text = TextOf(token).ToString();
        if (text.Length > 40) text = text[..37] + "…";
        return token.Kind switch
        {
            TokenKind.End => "the end of the text",
            TokenKind.String or TokenKind.Binary or TokenKind.Unicode => $"the string {text}",
            TokenKind.Number => $"the number {text}",
            _ => text,
        };
    }

    string? HintFor(string expected, string[] keywords)
    {
        if (PreviousMisspelt() is { } hint) return hint;
        if (Current.Kind != TokenKind.Word) return null;
        var current = TextOf(Current).ToString();
        if (NearNames.Nearest(current, keywords) is { } meant && !meant.Equals(current, StringComparison.OrdinalIgnoreCase))
            return $"did you mean {meant}?";
        if (expected.Contains("in quotes")) return $"write '{current}'";
        if (!ReservedWords.Contains(current)) return null;
        if (_at > 0 && TextOf(_tokens[_at - 1]) is "," && Continuations.Contains(current.ToUpperInvariant()) && !expected.Contains("name"))
            return $"remove the comma before {current}";
        return expected.Contains("name") ? $"{current} is a reserved word: a name like this is written `{current}`" : null;
    }

    /// <summary>"SELECT id FORM orders" is only noticed at orders: the word before it is the misspelt one.</summary>
    string? PreviousMisspelt()
    {
        if (_at == 0 || _tokens[_at - 1] is not { Kind: TokenKind.Word } previous || ReservedWords.Contains(TextOf(previous))) return null;
        var written = TextOf(previous).ToString();
        var meant = NearNames.Nearest(written, Continuations);
        return meant is null || written.Length < 3 ? null : $"did you mean {meant} instead of {written}?";
    }
}
