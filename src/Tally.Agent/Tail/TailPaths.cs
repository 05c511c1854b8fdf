using Tally.Engine.Connectors.Files;

namespace Tally.Agent.Tail;

/// <summary>Finds the files that a tail table's path names.</summary>
sealed class TailPaths(string path)
{
    readonly GlobPattern? _pattern = GlobPattern.IsGlob(path) ? new(path) : null;

    /// <summary>The paths of all that is there, in order; folders, pipes and devices among them.</summary>
    public List<string> Find()
    {
        if (_pattern is not null) return [.. _pattern.Find(NativeFiles.List, IsFolder).Order(StringComparer.Ordinal)];
        if (NativeFiles.List(path) is { } names)
            return [.. names.Select(name => Path.Combine(path, name)).Where(file => !IsFolder(file)).Order(StringComparer.Ordinal)];
        return FileStatus.Of(NativeFiles.Bytes(path)) is not null ? [path] : [];
    }

    /// <summary>Why there is no file, for an operator.</summary>
    public string Explain()
    {
        var folder = _pattern?.Root ?? (Directory.Exists(path) ? path : Path.GetDirectoryName(path)!);
        if (!Directory.Exists(folder)) return $"no file at {path}: there is no folder {folder}";
        return NativeFiles.List(folder) is { } names
            ? $"no file at {path}: the folder {folder} has {names.Count} other names"
            : $"no file at {path}: the folder {folder} may not be read";
    }

    /// <summary>Whether a name beside the path's own is that of a rotated generation: its name with numbers or dates, compressed or
    /// not.</summary>
    public bool IsGeneration(string name)
    {
        var plain = Packing.Suffixes.FirstOrDefault(suffix => name.EndsWith(suffix, StringComparison.Ordinal)) is { } packed
            ? name[..^packed.Length]
            : name;
        if (_pattern is not null) return plain.Length < name.Length && _pattern.MatchesName(plain);
        return IsNumbered(plain, Path.GetFileName(path));
    }

    /// <summary>Whether a name is another with nothing but numbers put behind it or before its last point: app.log.1, app.log-20251130,
    /// app-2025-11-30.log.</summary>
    public static bool IsNumbered(string name, string original)
    {
        var (stem, extension) = (Path.GetFileNameWithoutExtension(original), Path.GetExtension(original));
        if (name.Length <= original.Length) return false;
        if (name.StartsWith(original, StringComparison.Ordinal)) return IsNumber(name.AsSpan(original.Length));
        return extension.Length > 0 && name.StartsWith(stem, StringComparison.Ordinal) && name.EndsWith(extension, StringComparison.Ordinal)
            && IsNumber(name.AsSpan(stem.Length, name.Length - original.Length));
    }

    static bool IsNumber(ReadOnlySpan<char> text) =>
        text[0] is '.' or '-' or '_' && text.IndexOfAnyInRange('0', '9') >= 0 && text.IndexOfAnyExcept("0123456789.-_:TZ") < 0;

    static bool IsFolder(string path) => FileStatus.Of(NativeFiles.Bytes(path)) is { IsFolder: true };
}
