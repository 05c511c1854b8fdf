namespace Tally.Host.Sessions;

/// <summary>Tells SQL from the names of files among the arguments of a command.</summary>
static class SqlText
{
    static readonly string[] s_verbs = ["SELECT", "WITH", "VALUES", "CREATE", "INSERT", "DESCRIBE", "DESC", "EXPLAIN", "SHOW", "SET",
        "DROP", "FROM", "SUMMARIZE", "COPY", "EXECUTE", "(SELECT"];

    static readonly string[] s_dataEndings =
        [".csv", ".tsv", ".json", ".ndjson", ".jsonl", ".log", ".gz", ".zst", ".xz", ".txt", ".parquet"];

    /// <summary>Whether an argument is a statement and no file: more than one word, of which the first begins statements.</summary>
    public static bool IsStatement(string argument) =>
        argument.Trim().Split([' ', '\t', '\r', '\n'], 2) is [var first, _] && s_verbs.Contains(first, StringComparer.OrdinalIgnoreCase)
            && !File.Exists(argument);

    /// <summary>Whether a path names data and no SQL.</summary>
    public static bool IsData(string path) => s_dataEndings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>What to say of a path at which there is nothing to run.</summary>
    public static string? Hint(string path) =>
        IsData(path) ? $"{path} holds data, no SQL: tally sql \"SELECT * FROM '{path}' LIMIT 10\"" : null;
}
