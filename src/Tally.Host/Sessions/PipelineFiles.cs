using System.Collections.Immutable;
using Tally.Engine.Planning;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Host.Sessions;

/// <summary>The statements of files and folders. A folder is one pipeline: its files may be in any order, so settings come first, then
/// tables, then views, then the rest.</summary>
static class PipelineFiles
{
    // Additions to a pipeline, which run only when they are named themselves.
    const string AdditionPrefix = "with-";

    /// <summary>The files that paths name: a folder stands for all .sql files below it, but for those in folders whose name begins with
    /// "with-".</summary>
    /// <exception cref="FileNotFoundException">There is nothing at a path.</exception>
    public static IReadOnlyList<string> Find(IEnumerable<string> paths)
    {
        var files = new List<string>();
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
                files.AddRange(Directory.EnumerateFiles(path, "*.sql", SearchOption.AllDirectories).Where(file => !IsAddition(path, file))
                    .Order(StringComparer.Ordinal));
            else if (File.Exists(path)) files.Add(path);
            else throw new FileNotFoundException($"there is no file or folder '{path}'");
        }
        return files;
    }

    static bool IsAddition(string folder, string file) =>
        Path.GetRelativePath(folder, Path.GetDirectoryName(file)!).Split(Path.DirectorySeparatorChar)
            .Any(name => name.StartsWith(AdditionPrefix, StringComparison.Ordinal));

    /// <summary>Parses files and applies their definitions to a catalog; what is left are the statements that run.</summary>
    /// <exception cref="SqlException">All errors that were found.</exception>
    public static IReadOnlyList<Statement> Load(IEnumerable<string> files, SessionCatalog catalog) => Load(Read(files), catalog);

    /// <summary>The texts of files.</summary>
    public static IReadOnlyList<SourceText> Read(IEnumerable<string> files) =>
        [.. files.Select(file => new SourceText(file, File.ReadAllText(file)))];

    /// <summary>The same for texts that have been read.</summary>
    public static IReadOnlyList<Statement> Load(IReadOnlyList<SourceText> texts, SessionCatalog catalog)
    {
        var statements = new List<Statement>();
        var errors = new List<SqlError>();
        foreach (var text in texts)
        {
            var parsed = Parser.Parse(text);
            statements.AddRange(parsed.Statements);
            errors.AddRange(parsed.Errors);
        }
        if (errors.Count > 0) throw new SqlException(errors);
        Define(statements.Where(statement => RankOf(statement) < 3).OrderBy(RankOf).ToList(), catalog);
        return [.. statements.Where(statement => RankOf(statement) == 3)];
    }

    static int RankOf(Statement statement) => statement switch
    {
        SetStatement or ResetStatement => 0,
        CreateTableStatement or DropStatement => 1,
        CreateViewStatement => 2,
        _ => 3,
    };

    /// <summary>Applies definitions; one that names a table or view that comes later waits for it.</summary>
    static void Define(List<Statement> definitions, SessionCatalog catalog)
    {
        while (definitions.Count > 0)
        {
            var waiting = new List<Statement>();
            var errors = ImmutableArray.CreateBuilder<SqlError>();
            foreach (var statement in definitions)
            {
                try
                {
                    catalog.Apply(statement);
                }
                catch (SqlException error) when (error.Errors.All(each => each.Code == ErrorCode.UnknownTable))
                {
                    waiting.Add(statement);
                    errors.AddRange(error.Errors);
                }
            }
            if (waiting.Count == definitions.Count) throw new SqlException(errors.ToImmutable());
            definitions = waiting;
        }
    }
}
