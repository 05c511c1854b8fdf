using Tally.Engine.Formats;
using Xunit;

namespace Tally.Engine.Tests.Formats;

public sealed class FormatDocumentsTests
{
    [Theory]
    [
        InlineData("json", "json.decode.json-parser.enabled"),
        InlineData("csv", ""),
        InlineData("access-log", ""),
        InlineData("order-log", "")
    ]
    public void The_page_of_a_format_names_all_its_options(string name, string unnamed)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Tally.slnx"))) folder = folder.Parent;
        var page = File.ReadAllText(Path.Combine(folder.FullName, "docs/formats", name + ".md"));
        Assert.All(
            FormatRegistry.Default.Find(name)!.Options.Where(option => option.Key != unnamed),
            option => Assert.Contains($"`{option.Key}`", page)
        );
    }
}
