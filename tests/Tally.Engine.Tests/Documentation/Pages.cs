using Xunit;

namespace Tally.Engine.Tests.Documentation;

/// <summary>Compares pages made from the code with those in docs; with TALLY_UPDATE_DOCS=1 in the environment they are written
/// instead.</summary>
static class Pages
{
    /// <summary>Fails with the first line that differs.</summary>
    public static void AssertUpToDate(string page, string path)
    {
        if (Environment.GetEnvironmentVariable("TALLY_UPDATE_DOCS") == "1") File.WriteAllText(path, page);
        var (made, written) = (page.Split('\n'), File.ReadAllText(path).Split('\n'));
        var line = made.Zip(written).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.True(line == made.Length && line == written.Length,
            $"{Path.GetFileName(path)} is out of date at line {line + 1}: run these tests once with TALLY_UPDATE_DOCS=1\n"
            + $"in the page: {written.ElementAtOrDefault(line)}\nfrom the code: {made.ElementAtOrDefault(line)}");
    }
}
