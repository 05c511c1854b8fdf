namespace Tally.Engine.Sql;

/// <summary>A SQL text with the name of where it came from: a file, "-c" or a request.</summary>
public sealed record SourceText(string Name, string Text)
{
    /// <summary>The 1-based line and column of a character index.</summary>
    public (int Line, int Column) Locate(int index)
    {
        var line = 1;
        var start = 0;
        for (var i = 0; i < index && i < Text.Length; i++)
        {
            if (Text[i] != '\n') continue;
            line++;
            start = i + 1;
        }
        return (line, index - start + 1);
    }
}

/// <summary>A stretch of a SQL text: a character index and a length.</summary>
public readonly record struct TextSpan(SourceText Text, int Start, int Length)
{
    /// <summary>The stretch from the start of this one to the end of another.</summary>
    public TextSpan To(TextSpan end) => this with { Length = Math.Max(Length, end.Start + end.Length - Start) };
}
