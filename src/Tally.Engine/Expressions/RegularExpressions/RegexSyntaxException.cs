namespace Tally.Engine.Expressions.RegularExpressions;

/// <summary>A pattern that Java's syntax does not have, or that is not supported.</summary>
/// <param name="index">The character of the pattern, counted from 0, where reading stopped.</param>
sealed class RegexSyntaxException(string message, int index) : Exception(message)
{
    public int Index { get; } = index;

    /// <summary>Whether Java has it, and it is only not supported here.</summary>
    public bool IsUnsupported { get; init; }
}
