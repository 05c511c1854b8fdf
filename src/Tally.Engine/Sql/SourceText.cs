namespace Tally.Engine.Sql;

/// <summary>A SQL text with the name of where it came from: a file, "-c" or a request.</summary>
public sealed record SourceText(string Name, string Text)
{
    int[]? _lineStarts;

    /// <summary>The 1-based line and column of a character index.</summary>
    public (int Line, int Column) Locate(int index)
    {
        var starts = LineStarts();
        var at = Array.BinarySearch(starts, Math.Clamp(index, 0, Text.Length));
        var line = at >= 0 ? at : ~at - 1;
        return (line + 1, index - starts[line] + 1);
    }

    /// <summary>The text of a line by its 1-based number, without its end.</summary>
    public string Line(int number)
    {
        var starts = LineStarts();
        var start = starts[number - 1];
        var end = number < starts.Length ? starts[number] - 1 : Text.Length;
        return Text[start..end].TrimEnd('\r');
    }

    public bool Equals(SourceText? other) =>
        ReferenceEquals(this, other) || (other is not null && Name == other.Name && Text == other.Text);

    public override int GetHashCode() => HashCode.Combine(Name, Text.Length);

    int[] LineStarts()
    {
        if (_lineStarts is { } known) return known;
        var starts = new List<int> { 0 };
        for (var i = Text.IndexOf('\n'); i >= 0; i = Text.IndexOf('\n', i + 1)) starts.Add(i + 1);
        return _lineStarts = [.. starts];
    }
}

/// <summary>A stretch of a SQL text: a character index and a length.</summary>
public readonly record struct TextSpan(SourceText Text, int Start, int Length)
{
    /// <summary>The stretch from the start of this one to the end of another.</summary>
    public TextSpan To(TextSpan end) => this with { Length = Math.Max(Length, end.Start + end.Length - Start) };

    /// <summary>The characters themselves.</summary>
    public override string ToString() => Text is null ? "" : Text.Text.Substring(Start, Length);
}
