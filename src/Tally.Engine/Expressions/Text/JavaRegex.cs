using Tally.Engine.Expressions.RegularExpressions;

namespace Tally.Engine.Expressions.Text;

/// <summary>A regular expression as Java means it, over UTF-8 texts. Not for several threads at once.</summary>
sealed class JavaRegex
{
    readonly RegexMatcher _matcher;

    JavaRegex(RegexProgram program) => (_matcher, Groups) = (new(program), program.Groups);

    /// <summary>The number of groups, the whole not counted.</summary>
    public int Groups { get; }

    /// <summary>The compiled pattern, or null when Java has none of it.</summary>
    /// <exception cref="EvaluationException">Java has it, but it is not supported.</exception>
    public static JavaRegex? TryCompile(string pattern)
    {
        try
        {
            return new(RegexCompiler.Compile(pattern));
        }
        catch (RegexSyntaxException error) when (error.IsUnsupported)
        {
            throw new EvaluationException($"the regular expression '{pattern}': {error.Message}");
        }
        catch (RegexSyntaxException)
        {
            return null;
        }
    }

    /// <summary>The compiled pattern.</summary>
    /// <exception cref="RegexSyntaxException">Java has none of it, or it is not supported.</exception>
    public static JavaRegex Compile(string pattern) => new(RegexCompiler.Compile(pattern));

    /// <summary>Whether the pattern matches anywhere; then the groups are those of the first match.</summary>
    public bool IsMatch(ReadOnlySpan<byte> text) => _matcher.Find(text, 0);

    /// <summary>The next match behind another one, which may have been empty.</summary>
    public bool NextMatch(ReadOnlySpan<byte> text)
    {
        var (start, end) = (_matcher.Start(0), _matcher.End(0));
        var from = start < end ? end : end >= text.Length ? end + 1 : end + Utf8.Length(text[end]);
        return from <= text.Length && _matcher.Find(text, from, end);
    }

    /// <summary>What a group of the last match (0: the whole) has matched, as a range of bytes; null when it took no part.</summary>
    public Range? Group(int group) => _matcher.Start(group) < 0 ? null : _matcher.Start(group).._matcher.End(group);

    /// <summary>Where the last match starts and ends.</summary>
    public (int Start, int End) Whole => (_matcher.Start(0), _matcher.End(0));

    /// <summary>The parts between matches, at most a number of them; empty parts at the end are left out unless the number is
    /// given.</summary>
    public List<Range> Split(ReadOnlySpan<byte> text, int most = 0)
    {
        var parts = new List<Range>();
        var start = 0;
        for (var found = IsMatch(text); found && (most == 0 || parts.Count < most - 1); found = NextMatch(text))
        {
            var (from, to) = Whole;
            if (to == 0 || (from == to && from == text.Length)) continue;
            parts.Add(start..from);
            start = to;
        }
        parts.Add(start..text.Length);
        if (most == 0)
            while (parts.Count > 1 && parts[^1].Start.Value == parts[^1].End.Value) parts.RemoveAt(parts.Count - 1);
        return parts;
    }
}
