using Xunit;

namespace Tally.Engine.Tests.Scripts;

/// <summary>A folder of SQL scripts with their answers: TOPIC/NAME.sql beside NAME.csv and NAME.types, or NAME.error.</summary>
/// <param name="Name">What it is called when it is absent.</param>
/// <param name="Root">Where paths inside the scripts start.</param>
sealed record ScriptSet(string Name, string Root)
{
    // Other tests keep texts of their own kinds in these.
    static readonly string[] s_otherFolders = ["data", "errors", "seeds"];

    /// <summary>The project's own.</summary>
    public static ScriptSet Own { get; } = new("scripts", Path.Combine(SeedScripts.Root, "tests/Tally.Engine.Tests/scripts"));

    /// <summary>Answers of a real Flink, all of which Tally gives.</summary>
    public static ScriptSet Conformance { get; } = Beside("sql-conformance");

    /// <summary>Answers of a real Flink, some of which Tally does not give yet.</summary>
    public static ScriptSet Next { get; } = Beside("sql-next");

    /// <summary>TOPIC/NAME of every script, sorted; none where the folder is absent.</summary>
    public IReadOnlyList<string> Scripts { get; } = Directory.Exists(Root) ? Find(Root) : [];

    /// <summary>A row of test data for each script, with a trait by which it can be run alone; where the folder is absent, one that
    /// skips.</summary>
    public IEnumerable<TheoryDataRow<string>> Rows => Scripts.Count > 0
        ? Scripts.Select(script => new TheoryDataRow<string>(script).WithTrait("Script", script))
        : [new TheoryDataRow<string>(Name).WithSkip($"{Name} is not beside the repository")];

    public string PathOf(string script) => Path.Combine(Root, script + ".sql");

    /// <summary>Every script with its text and, where it must be refused, with the words of its refusal; the test skips where the folder is
    /// absent.</summary>
    public IReadOnlyList<(string Path, string Sql, string? Error)> Texts()
    {
        Assert.SkipUnless(Scripts.Count > 0, $"{Name} is not beside the repository");
        return [.. Scripts.Select(script => (script + ".sql", File.ReadAllText(PathOf(script)), Refusal(script)))];
    }

    /// <summary>The words with which a script must be refused; null: it must run.</summary>
    public string? Refusal(string script)
    {
        var path = Path.Combine(Root, script + ".error");
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

    static ScriptSet Beside(string name) => new(name, Path.GetFullPath(Path.Combine(SeedScripts.Root, "../shared", name)));

    static List<string> Find(string root) =>
    [
        .. from path in Directory.EnumerateFiles(root, "*.sql", SearchOption.AllDirectories)
           let script = Path.ChangeExtension(Path.GetRelativePath(root, path), null)
           where !s_otherFolders.Contains(script.Split('/')[0])
           orderby script
           select script,
    ];
}
