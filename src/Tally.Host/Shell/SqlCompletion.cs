using RadLine;
using Tally.Engine.Planning;
using Tally.Engine.Sql;

namespace Tally.Host.Shell;

/// <summary>Completes words of SQL: keywords, tables and views, their columns, functions; inside quotes the names of files.</summary>
sealed class SqlCompletion(SessionCatalog catalog) : ITextCompletion
{
    static readonly string[] s_keywords =
    [
        "SELECT", "FROM", "WHERE", "GROUP", "BY", "ORDER", "HAVING", "LIMIT", "DISTINCT", "AS", "AND", "OR", "NOT", "IN", "BETWEEN", "LIKE",
        "IS", "NULL", "CASE", "WHEN", "THEN", "ELSE", "END",
        "JOIN", "LEFT", "INNER", "ON", "UNION", "ALL", "WITH", "VALUES", "INTERVAL", "TABLE", "DESCRIPTOR", "TUMBLE", "HOP", "CUMULATE",
        "SESSION", "CREATE", "VIEW", "INSERT", "INTO", "DROP", "SET", "RESET",
        "EXPLAIN", "DESCRIBE", "SHOW", "TABLES", "VIEWS", "FUNCTIONS", "CONNECTORS", "FORMATS", "CAST", "COUNT", "SUM", "AVG", "MIN", "MAX",
        "DESC", "ASC", "OVER", "PARTITION", "FILTER", "UNNEST",
    ];

    public IEnumerable<string>? GetCompletions(string prefix, string word, string suffix)
    {
        if ((prefix + word).Count(c => c == '\'') % 2 == 1) return Files(prefix + word, word);
        if (word.Trim().Length == 0) return null;
        var isLower = char.IsLower(word[0]);
        return Names().Where(name => name.StartsWith(word, StringComparison.Ordinal))
            .Concat(Words().Where(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                .Select(name => isLower ? name.ToLowerInvariant() : name))
            .Distinct().Take(50);
    }

    IEnumerable<string> Names() => catalog.Tables.Select(table => table.Name).Concat(catalog.Views.Select(view => view.Name))
        .Concat(catalog.Tables.SelectMany(table => table.Schema.Fields).Concat(catalog.Views.SelectMany(view => view.Schema.Fields))
            .Select(field => field.Name)).Select(ReservedWords.Quote);

    IEnumerable<string> Words() => s_keywords.Concat(catalog.Context.Functions.Names.Order(StringComparer.Ordinal));

    // What is replaced is the last word only, and a path has several.
    static IEnumerable<string>? Files(string text, string word)
    {
        var path = text[(text.LastIndexOf('\'') + 1)..];
        var folder = Path.GetDirectoryName(path) is { Length: > 0 } given ? given : ".";
        if (!Directory.Exists(folder) || path.Length < word.TrimStart('\'').Length) return null;
        var start = path.Length - word.Length;
        var found = Directory.EnumerateFileSystemEntries(folder)
            .Select(entry => (folder == "." ? Path.GetFileName(entry) : entry) + (Directory.Exists(entry) ? "/" : ""));
        return found.Where(entry => entry.StartsWith(path, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(entry => start >= 0 ? entry[start..] : "'" + entry);
    }
}
