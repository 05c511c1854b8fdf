namespace Tally.Engine.Sql;

/// <summary>The kinds of tokens of a SQL text.</summary>
enum TokenKind : byte
{
    /// <summary>A key word or a name without quotes.</summary>
    Word,

    /// <summary>A name in backquotes.</summary>
    QuotedName,

    Number,
    String,

    /// <summary>X'…'.</summary>
    Binary,

    /// <summary>U&'…'.</summary>
    Unicode,

    /// <summary>Punctuation and operators, and the brackets of a hint.</summary>
    Symbol,

    /// <summary>The end of the text.</summary>
    End,
}

/// <summary>A token: its kind and its place in the text, quotes included.</summary>
readonly record struct Token(TokenKind Kind, int Start, int Length)
{
    public int End => Start + Length;
}
