using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Sql;

// The parser.
//
// Recursive descent over the tokens of the lexer, one method for each construct, operators by precedence. It decides as Flink's parser
// does which words are reserved and which operators exist. The first thing that is wrong ends a statement, and the next one begins
// behind the semicolon: so one run finds an error in each statement. Nesting is bounded, chains of operators are loops.

/// <summary>Turns a SQL text into syntax trees.</summary>
public sealed partial class Parser
{
    /// <summary>How deeply expressions and queries may be nested.</summary>
    public const int MaxDepth = 400;

    readonly SourceText _source;
    readonly Lexer _lexer;
    readonly List<Token> _tokens;
    readonly List<SqlError> _errors = [];
    int _at;
    int _depth;

    Parser(SourceText source)
    {
        _source = source;
        _lexer = Lexer.Read(source);
        _tokens = _lexer.Tokens;
    }

    /// <summary>Parses all statements of a text. Never throws for what the text says.</summary>
    public static ParseResult Parse(SourceText source) => new Parser(source).ParseAll();

    /// <summary>Parses a text that is one expression.</summary>
    /// <exception cref="SqlException">It is none.</exception>
    public static SqlExpression ParseExpression(SourceText source)
    {
        var parser = new Parser(source);
        if (parser._lexer.Errors.Count > 0) throw new SqlException(parser._lexer.Errors);
        var expression = parser.Expression();
        if (parser.Current.Kind != TokenKind.End) throw parser.Unexpected("an operator or the end of the expression");
        return expression;
    }

    ParseResult ParseAll()
    {
        var statements = ImmutableArray.CreateBuilder<Statement>();
        while (true)
        {
            while (TakeSymbol(";")) { }
            if (Current.Kind == TokenKind.End || _errors.Count >= Lexer.MaxErrors) break;
            var start = _at;
            _height = 0;
            Try(() => statements.Add(FinishedStatement()), start);
        }
        var errors = _lexer.Errors.Concat(_errors).OrderBy(error => error.Span.Start).Take(Lexer.MaxErrors);
        return new ParseResult(statements.ToImmutable(), [.. errors]);
    }

    Statement FinishedStatement()
    {
        var comments = CommentsAbove(Current);
        var statement = Statement();
        if (Current.Kind != TokenKind.End && !IsSymbol(";")) throw UnexpectedEnd();
        return statement with { Comments = comments };
    }

    /// <summary>Runs a part of the parser; after an error it goes on behind the next semicolon.</summary>
    void Try(Action parse, int start)
    {
        try
        {
            parse();
        }
        catch (SqlException wrong)
        {
            while (Current.Kind != TokenKind.End && !IsSymbol(";")) _at++;
            (_depth, _height) = (0, 0);
            var from = _tokens[start].Start;
            // What the lexer found in the same statement is the cause of what the parser stumbled over.
            if (!_lexer.Errors.Exists(error => error.Span.Start >= from && error.Span.Start <= Current.Start))
                _errors.AddRange(wrong.Errors);
        }
    }

    /// <summary>The lines of comment directly above a token that stands first on its line, without dashes.</summary>
    ImmutableArray<string> CommentsAbove(Token token)
    {
        var lines = new List<string>();
        var below = token.Start;
        for (var i = CommentBefore(below); i >= 0; i--)
        {
            var comment = _lexer.Comments[i];
            var end = comment.Start + comment.Length;
            var gap = _source.Text.AsSpan(end, below - end);
            if (!gap.IsWhiteSpace() || gap.Count('\n') != 1 || !StandsFirst(comment.Start)) break;
            lines.Add(comment.ToString().TrimStart('-').Trim());
            below = comment.Start;
        }
        lines.Reverse();
        return [.. lines];
    }

    /// <summary>The index of the last comment that begins before a character, or -1.</summary>
    int CommentBefore(int index)
    {
        int low = 0, high = _lexer.Comments.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_lexer.Comments[middle].Start < index) low = middle + 1; else high = middle;
        }
        return low - 1;
    }

    bool StandsFirst(int index)
    {
        var lineStart = index == 0 ? 0 : _source.Text.LastIndexOf('\n', index - 1) + 1;
        return _source.Text.AsSpan(lineStart, index - lineStart).IsWhiteSpace();
    }

    /// <summary>Enters a level of nesting, in which the height is counted anew; dispose of the result to leave it.</summary>
    Level Deeper()
    {
        if (_depth >= MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw TooDeep();
        var level = new Level(this, _height);
        _depth++;
        _height = 0;
        return level;
    }

    SqlException TooDeep() => new(ErrorCode.TooDeep, SpanOf(Current), "expressions and queries are nested too deeply here",
        $"{MaxDepth} levels and {MaxHeight} operators in a row are the most; split the statement with views or WITH");

    readonly ref struct Level(Parser parser, int outerHeight)
    {
        public void Dispose()
        {
            parser._depth--;
            parser._height = Math.Max(outerHeight, parser._height + 1);
        }
    }
}
