using System.Text;

namespace Tally.Log.Tests;

/// <summary>The checksum equals published values, and it agrees with the definition, bit by bit, at every length and alignment.</summary>
public sealed class Crc32CTests
{
    [Theory]
    [InlineData("", 0x00000000u)]
    [InlineData("a", 0xC1D04330u)]
    [InlineData("123456789", 0xE3069283u)]
    public void Known_values(string text, uint expected) => Assert.Equal(expected, Crc32C.Compute(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Known_value_of_32_zeros() => Assert.Equal(0x8A9136AAu, Crc32C.Compute(new byte[32]));

    [Fact]
    public void Parts_make_the_whole()
    {
        var bytes = new byte[3000];
        new Random(3).NextBytes(bytes);
        for (var cut = 0; cut <= bytes.Length; cut += 7)
            Assert.Equal(Definition(bytes), Crc32C.Append(Crc32C.Append(0, bytes.AsSpan(0, cut)), bytes.AsSpan(cut)));
    }

    [Fact]
    public void Agrees_with_the_definition_where_lanes_begin_and_end()
    {
        var bytes = new byte[5000];
        new Random(2).NextBytes(bytes);
        for (var length = 500; length < bytes.Length - 3; length++)
            Assert.Equal(Definition(bytes.AsSpan(length % 3, length)), Crc32C.Compute(bytes.AsSpan(length % 3, length)));
    }

    [Fact]
    public void Agrees_with_the_definition()
    {
        var bytes = new byte[300];
        new Random(1).NextBytes(bytes);
        for (var start = 0; start < 9; start++)
        {
            for (var length = 0; length <= bytes.Length - start; length++)
                Assert.Equal(Definition(bytes.AsSpan(start, length)), Crc32C.Compute(bytes.AsSpan(start, length)));
        }
    }

    /// <summary>The remainder of the division by Castagnoli's polynomial, a bit at a time.</summary>
    static uint Definition(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
        }
        return ~crc;
    }
}
