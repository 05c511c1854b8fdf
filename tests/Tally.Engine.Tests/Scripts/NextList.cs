namespace Tally.Engine.Tests.Scripts;

/// <summary>The scripts of sql-next that do not pass yet, one a line.</summary>
static class NextList
{
    public const string Name = "tests/Tally.Engine.Tests/scripts/sql-next.txt";

    public static IReadOnlySet<string> Scripts { get; } =
        File.ReadAllLines(Path.Combine(SeedScripts.Root, Name)).Where(line => line.Length > 0).ToHashSet();
}
