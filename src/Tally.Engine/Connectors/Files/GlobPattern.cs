namespace Tally.Engine.Connectors.Files;

/// <summary>A path with wildcards: * and ? within a name, ** for any folders, [0-9] and [!a] for a character, {a,b} for either.</summary>
public sealed class GlobPattern
{
    readonly List<string[]> _alternatives;

    /// <param name="path">An absolute path.</param>
    public GlobPattern(string path)
    {
        _alternatives = [.. Expand(path).Select(one => one.Split(Path.DirectorySeparatorChar))];
        var parts = path.Split(Path.DirectorySeparatorChar);
        var fixedCount = Array.FindIndex(parts, IsGlob);
        Root = string.Join(Path.DirectorySeparatorChar, parts[..fixedCount]) is { Length: > 0 } root
            ? root
            : Path.DirectorySeparatorChar.ToString();
    }

    /// <summary>The folder below which everything lies.</summary>
    public string Root { get; }

    /// <summary>Whether a path has wildcards.</summary>
    public static bool IsGlob(string path) => path.AsSpan().IndexOfAny("*?[{") >= 0;

    /// <summary>The paths that match, each once, in no order; folders, too.</summary>
    /// <param name="list">Gives the names in a folder, or null.</param>
    /// <param name="isFolder">Whether a path is a folder.</param>
    public IEnumerable<string> Find(Func<string, IReadOnlyList<string>?> list, Func<string, bool> isFolder)
    {
        var found = new HashSet<string>();
        foreach (var parts in _alternatives) Walk(Path.DirectorySeparatorChar.ToString(), parts.AsSpan(1), list, isFolder, found, 0);
        return found;
    }

    /// <summary>Whether a name is one that the last part takes.</summary>
    public bool MatchesName(string name) => _alternatives.Any(parts => Matches(parts[^1], name));

    const int MaxDepth = 32;

    static void Walk(string folder, ReadOnlySpan<string> parts, Func<string, IReadOnlyList<string>?> list, Func<string, bool> isFolder,
        HashSet<string> found, int depth)
    {
        if (depth > MaxDepth) return;
        var rest = parts[1..];
        if (!IsGlob(parts[0]) && !rest.IsEmpty)
        {
            Walk(Path.Combine(folder, parts[0]), rest, list, isFolder, found, depth + 1);
            return;
        }
        if (parts[0] == "**" && !rest.IsEmpty) Walk(folder, rest, list, isFolder, found, depth + 1);
        foreach (var name in list(folder) ?? [])
        {
            var path = Path.Combine(folder, name);
            var any = parts[0] == "**";
            if (any ? name.StartsWith('.') : !Matches(parts[0], name)) continue;
            if (any && isFolder(path)) Walk(path, parts, list, isFolder, found, depth + 1);
            else if (rest.IsEmpty) found.Add(path);
            else if (!any && isFolder(path)) Walk(path, rest, list, isFolder, found, depth + 1);
        }
    }

    /// <summary>All ways to choose from {a,b}, one inside the other as well.</summary>
    static IEnumerable<string> Expand(string text)
    {
        var open = text.IndexOf('{');
        if (open < 0) return [text];
        var (depth, start, choices) = (0, open + 1, new List<string>());
        for (var i = open; i < text.Length; i++)
        {
            if (text[i] == '{') depth++;
            if (text[i] == '}') depth--;
            if ((depth == 1 && text[i] == ',') || depth == 0)
            {
                choices.Add(text[start..i]);
                start = i + 1;
            }
            if (depth == 0) return choices.SelectMany(choice => Expand(text[..open] + choice + text[(i + 1)..])).ToList();
        }
        return [text];
    }

    /// <summary>Whether a name matches a pattern of one part.</summary>
    static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        if (pattern.IsEmpty) return name.IsEmpty;
        if (pattern[0] == '*')
        {
            for (var skipped = 0; skipped <= name.Length; skipped++)
                if (Matches(pattern[1..], name[skipped..])) return true;
            return false;
        }
        if (name.IsEmpty) return false;
        if (pattern[0] == '[' && pattern[1..].IndexOf(']') is > 0 and var length)
            return TakesCharacter(pattern.Slice(1, length), name[0]) && Matches(pattern[(length + 2)..], name[1..]);
        return (pattern[0] == '?' || pattern[0] == name[0]) && Matches(pattern[1..], name[1..]);
    }

    static bool TakesCharacter(ReadOnlySpan<char> set, char letter)
    {
        var isNegated = set[0] is '!' or '^';
        if (isNegated) set = set[1..];
        for (var i = 0; i < set.Length; i++)
        {
            var isRange = i + 2 < set.Length && set[i + 1] == '-';
            if (isRange ? letter >= set[i] && letter <= set[i + 2] : letter == set[i]) return !isNegated;
            if (isRange) i += 2;
        }
        return isNegated;
    }
}
