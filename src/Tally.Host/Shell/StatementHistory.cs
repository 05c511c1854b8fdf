namespace Tally.Host.Shell;

/// <summary>The statements that were run, kept from one shell to the next in the user's state folder.</summary>
sealed class StatementHistory
{
    const int MaxStatements = 1000;

    readonly string _path;
    readonly List<string> _statements;

    StatementHistory(string path, List<string> statements) => (_path, _statements) = (path, statements);

    /// <summary>From the oldest to the newest, each on one line.</summary>
    public IReadOnlyList<string> Statements => _statements;

    /// <summary>The history of this user; what cannot be read or written is simply not kept.</summary>
    public static StatementHistory Open()
    {
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } given ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        return Open(Path.Combine(state, "tally", "history"));
    }

    public static StatementHistory Open(string path)
    {
        try
        {
            return new(path, File.Exists(path) ? [.. File.ReadLines(path).TakeLast(MaxStatements)] : []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(path, []);
        }
    }

    public void Add(string statement)
    {
        var line = string.Join(' ', statement.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        // A comment reaches to the end of its line, so what holds one cannot become one line.
        if (line.Contains("--", StringComparison.Ordinal) && statement.Contains('\n')) return;
        if (_statements.Count > 0 && _statements[^1] == line) return;
        _statements.Add(line);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            File.AppendAllText(_path, line + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing depends on it.
        }
    }
}
