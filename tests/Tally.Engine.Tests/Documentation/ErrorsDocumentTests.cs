using Tally.Engine.Sql;
using Xunit;

namespace Tally.Engine.Tests.Documentation;

public class ErrorsDocumentTests
{
    static readonly string Examples = Path.Combine(SeedScripts.Root, "tests/Tally.Engine.Tests/scripts/errors");

    static string? Example(string code) =>
        File.Exists(Path.Combine(Examples, $"{code}.sql")) ? File.ReadAllText(Path.Combine(Examples, $"{code}.sql")) : null;

    /// <summary>With TALLY_UPDATE_DOCS=1 in the environment the page is written instead of compared.</summary>
    [Fact]
    public void The_page_of_errors_is_up_to_date()
    {
        var path = Path.Combine(SeedScripts.Root, "docs/errors.md");
        var source = File.ReadAllText(Path.Combine(SeedScripts.Root, "src/Tally.Engine/Sql/ErrorCode.cs"));
        var page = ErrorsDocument.Make(source, Example, ErrorExamples.Run);
        Pages.AssertUpToDate(page, path);
    }

    public static TheoryData<string> Codes =>
        [.. Directory.GetFiles(Examples).Order(StringComparer.Ordinal).Select(path => Path.GetFileNameWithoutExtension(path))];

    [Theory, MemberData(nameof(Codes))]
    public void An_example_fails_with_its_own_code(string code) => Assert.Contains($": {code}: ", ErrorExamples.Run(Example(code)!));

    [Fact]
    public void Every_code_is_a_number_of_its_own() =>
        Assert.Equal(Enum.GetValues<ErrorCode>().Length, Enum.GetValues<ErrorCode>().Distinct().Count());
}
