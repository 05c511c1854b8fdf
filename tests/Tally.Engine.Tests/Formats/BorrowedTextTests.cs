using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Formats;
using Xunit;
using static Tally.Engine.Tests.Formats.Decoding;

namespace Tally.Engine.Tests.Formats;

/// <summary>Text columns lie in the bytes of the block that they were decoded from; nothing may write there.</summary>
public sealed class BorrowedTextTests
{
    [Fact]
    public void A_block_stays_as_it_is_when_its_columns_are_used_again()
    {
        var decoding = new Decoding("json", F("s", SqlType.String), F("n", SqlType.Int));
        var decoder = decoding.Decoder();
        var records = new[] { """{"s":"first","n":1}""", """{"s":"second","n":"x"}""", """{"s":"th\u0069rd","n":3}""" }
            .Select(Encoding.UTF8.GetBytes)
            .ToArray();
        var blocks = Enumerable.Range(0, 4).Select(_ => Block(records)).ToArray();
        var before = blocks[0].Bytes.ToArray();
        foreach (var block in blocks)
        {
            Assert.Equal(["first|1", "!type", "third|3"], decoding.Decode(decoder, block));
            Assert.Equal(before, block.Bytes);
        }
    }

    [Fact]
    public void Appending_to_borrowed_text_copies_it()
    {
        var bytes = "abcdef"u8.ToArray();
        var column = new StringColumn();
        column.Reset(1);
        column.Borrow(bytes);
        (column.Starts[0], column.Lengths[0]) = (2, 3);
        column.Append("xyz"u8);
        Assert.Equal("cde", Encoding.UTF8.GetString(column[0]));
        Assert.Equal("xyz", Encoding.UTF8.GetString(column[1]));
        column.Reset(1);
        column.Set(0, "zzzzzz"u8);
        Assert.Equal("abcdef"u8, bytes);
    }
}
