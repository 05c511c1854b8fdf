using Tally.Engine.Catalog;
using System.Buffers;
using Tally.Engine.Columns;
using Tally.Engine.Formats;
using Tally.Log;
using Xunit;
using static Tally.Engine.Tests.Formats.Decoding;

namespace Tally.Engine.Tests.Formats.Raw;

public sealed class RawFormatTests
{
    [Theory]
    [InlineData(false), InlineData(true)]
    public void A_record_is_a_value_nothing_trimmed(bool asCodes)
    {
        var block = Block("first"u8.ToArray(), "  spaces  "u8.ToArray(), [], "茶"u8.ToArray(), [0xFF]);
        block.AddSlice(0, -1, 5);
        var decoding = new Decoding("raw", F("line", SqlType.String)) { AsCodes = asCodes };
        Assert.Equal(["first", "  spaces  ", "", "茶", "!utf8", "∅"], decoding.Decode(decoding.Decoder(), block));
    }

    [Fact]
    public void One_column_only() =>
        Assert.Throws<OptionException>(() => new Decoding("raw", F("a", SqlType.String), F("b", SqlType.Int)).Decode(""));

    [Theory]
    [InlineData("big-endian"), InlineData("little-endian")]
    public void Numbers_are_written_and_read_in_binary(string endianness)
    {
        foreach (
            var (type, column) in new (SqlType, Column)[]
            {
                (SqlType.Int, new Column<int> { Values = [-7], Count = 1 }),
                (SqlType.SmallInt, new Column<int> { Values = [-7], Count = 1 }),
                (SqlType.TinyInt, new Column<int> { Values = [-7], Count = 1 }),
                (SqlType.BigInt, new Column<long> { Values = [1L << 40], Count = 1 }),
                (SqlType.Double, new Column<double> { Values = [0.1], Count = 1 }),
                (SqlType.Float, new Column<float> { Values = [0.5f], Count = 1 }),
                (SqlType.Boolean, new Column<bool> { Values = [true], Count = 1 }),
            }
        )
        {
            var decoding = new Decoding("raw", F("v", type)) { Options = { ["raw.endianness"] = endianness } };
            var output = new ArrayBufferWriter<byte>();
            FormatRegistry
                .Default.Find("raw")!
                .CreateEncoder(new Schema([F("v", type)]), decoding.Options, TimeZoneInfo.Utc)!
                .Encode(new() { Count = 1, Columns = [column] }, 0, output);
            Assert.Equal([Show(column, 0, type), "!type"], decoding.Decode(output.WrittenSpan.ToArray(), [1, 2, 3]));
        }
    }
}
