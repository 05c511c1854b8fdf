using System.Text;

namespace Tally.Log.Tests;

/// <summary>The checksum equals published values, and its fast and its scalar form agree at every length and alignment.</summary>
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
            Assert.Equal(Crc32C.ComputeScalar(bytes), Crc32C.Append(Crc32C.Append(0, bytes.AsSpan(0, cut)), bytes.AsSpan(cut)));
    }

    [Fact]
    public void Fast_and_scalar_agree_where_lanes_begin_and_end()
    {
        var bytes = new byte[5000];
        new Random(2).NextBytes(bytes);
        for (var length = 500; length < bytes.Length - 3; length++)
            Assert.Equal(Crc32C.ComputeScalar(bytes.AsSpan(length % 3, length)), Crc32C.Compute(bytes.AsSpan(length % 3, length)));
    }

    [Fact]
    public void Fast_and_scalar_agree()
    {
        var bytes = new byte[300];
        new Random(1).NextBytes(bytes);
        for (var start = 0; start < 9; start++)
        {
            for (var length = 0; length <= bytes.Length - start; length++)
                Assert.Equal(Crc32C.ComputeScalar(bytes.AsSpan(start, length)), Crc32C.Compute(bytes.AsSpan(start, length)));
        }
    }
}
