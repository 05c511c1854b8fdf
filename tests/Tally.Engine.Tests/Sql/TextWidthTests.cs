using Tally.Engine.Sql;
using Xunit;

namespace Tally.Engine.Tests.Sql;

/// <summary>The cells that a terminal gives to a text: what aligns tables and the marks below an error.</summary>
public sealed class TextWidthTests
{
    [Theory]
    [InlineData("abc", 3)]
    [InlineData("é", 1)]
    [InlineData("e\u0301", 1)]
    [InlineData("\u0928\u0941", 1)]
    [InlineData("红楼梦", 6)]
    [InlineData("한국", 4)]
    [InlineData("ｶﾅ", 2)]
    [InlineData("カナ", 4)]
    [InlineData("😀", 2)]
    [InlineData("🚀a", 3)]
    [InlineData("\U00020000", 2)]
    [InlineData("\U0003FFFD", 2)]
    public void A_text_takes_the_cells_of_its_characters(string text, int cells) => Assert.Equal(cells, TextWidth.Of(text));
}
