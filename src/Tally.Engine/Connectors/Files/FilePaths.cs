using System.IO.Enumeration;

namespace Tally.Engine.Connectors.Files;

/// <summary>Finds the files behind the option 'path': one file, all files of a folder and below, or those that a glob names.</summary>
public static class FilePaths
{
    /// <summary>Standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>Whether the path holds wildcards: * ? and ** for any depth.</summary>
    public static bool IsGlob(string path) => path.AsSpan().IndexOfAny('*', '?') >= 0;

    /// <summary>The absolute path behind the option; file:// is allowed in front.</summary>
    public static string Resolve(string path, string workingDirectory) =>
        Path.GetFullPath(Path.Combine(workingDirectory,
            path.StartsWith("file://", StringComparison.Ordinal) ? path["file://".Length..] : path));

    /// <summary>The files in the order of their names; empty when there is nothing at the path.</summary>
    public static IReadOnlyList<string> Find(string absolutePath)
    {
        if (IsGlob(absolutePath)) return FindGlob(absolutePath);
        if (File.Exists(absolutePath)) return [absolutePath];
        return Directory.Exists(absolutePath) ? FindAll(absolutePath, _ => true) : [];
    }

    /// <summary>Whether there is something at the path of a table: standard input, a folder, or at least one file.</summary>
    public static bool Exists(string path, string workingDirectory) =>
        path == StandardInput
            || Resolve(path, workingDirectory) is var absolute && (Directory.Exists(absolute) || Find(absolute).Count > 0);

    // Flink's rule: names that start with '_' or '.' are hidden, folders too.
    static List<string> FindAll(string folder, Func<string, bool> matches)
    {
        var found = new List<string>();
        foreach (var entry in Directory.EnumerateFileSystemEntries(folder))
        {
            if (Path.GetFileName(entry)[0] is '_' or '.') continue;
            if (Directory.Exists(entry)) found.AddRange(FindAll(entry, matches));
            else if (matches(entry)) found.Add(entry);
        }
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    static List<string> FindGlob(string pattern)
    {
        var parts = pattern.Split(Path.DirectorySeparatorChar);
        var fixedCount = Array.FindIndex(parts, IsGlob);
        var root = string.Join(Path.DirectorySeparatorChar, parts[..fixedCount]) + Path.DirectorySeparatorChar;
        if (!Directory.Exists(root)) return [];
        var rest = parts[fixedCount..];
        return FindAll(root, file => Matches(rest, Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar)));
    }

    static bool Matches(ReadOnlySpan<string> pattern, ReadOnlySpan<string> path)
    {
        if (pattern.IsEmpty) return path.IsEmpty;
        if (pattern[0] == "**") return Matches(pattern[1..], path) || (!path.IsEmpty && Matches(pattern, path[1..]));
        return !path.IsEmpty && FileSystemName.MatchesSimpleExpression(pattern[0], path[0], ignoreCase: false)
            && Matches(pattern[1..], path[1..]);
    }
}
