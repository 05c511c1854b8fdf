using Tally.Host.Watching;

namespace Tally.System.Tests.Running;

/// <summary>The tables of <c>tally top</c>: columns stay aligned whatever script a name is written in.</summary>
public sealed class TextTableTests
{
    [Theory]
    [InlineData("e\u0301e\u0301", 2)]
    [InlineData("红楼", 4)]
    [InlineData("😀", 2)]
    [InlineData("\U00020000\U00020000", 4)]
    public void Columns_are_aligned_by_cells(string name, int cells)
    {
        var table = new TextTable("name", "rows");
        table.Add(name, "7");
        table.Add("abcdef", "12");
        Assert.Equal(["name    rows", $"{name}{new string(' ', 6 - cells)}     7", "abcdef    12"], table.Lines(80));
    }

    [Theory]
    [InlineData("e\u0301e\u0301e\u0301e\u0301", "e\u0301e\u0301…")]
    [InlineData("红楼梦", "红…")]
    [InlineData("\U00020000\U00020000", "\U00020000…")]
    [InlineData("abc", "abc")]
    public void A_text_is_cut_by_cells(string text, string cut) => Assert.Equal(cut, TextTable.Cut(text, 3));
}
