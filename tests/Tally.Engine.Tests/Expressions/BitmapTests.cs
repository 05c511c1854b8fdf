using Tally.Engine.Expressions.Bitmaps;
using Xunit;

namespace Tally.Engine.Tests.Expressions;

public sealed class BitmapTests
{
    /// <summary>Bytes as Flink 2.3.0's BITMAP_TO_BYTES gives them.</summary>
    [Theory]
    [InlineData("3a300000010000000000020010000000010002000300", new[] { 1, 2, 3 })]
    [InlineData("3a3000000200000000000100ffff0000180000001c00000003000500ffff", new[] { 3, 5, -1 })]
    [InlineData("3a30000000000000", new int[0])]
    [InlineData("3b3000000100000300010061000300", new[] { 97, 98, 99, 100 })]
    public void Bytes_are_the_portable_Roaring_format(string bytes, int[] members)
    {
        var bitmap = new RoaringBitmap();
        foreach (var member in members) bitmap.Add((uint)member);
        Assert.Equal(bytes, Convert.ToHexStringLower(bitmap.ToBytes()));
        Assert.Equal(members, RoaringBitmap.Parse(Convert.FromHexString(bytes)).Members.Select(member => (int)member));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(70_000)]
    public void What_is_written_is_read_again(int count)
    {
        var (bitmap, random) = (new RoaringBitmap(), new Random(7));
        for (var i = 0; i < count; i++) bitmap.Add((uint)(i % 3 == 0 ? i : random.Next(200_000)));
        Assert.Equal(bitmap.Members, RoaringBitmap.Parse(bitmap.ToBytes()).Members);
        Assert.Equal(bitmap.Count, bitmap.Members.Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("68656c70")]
    [InlineData("3a300000ffffffff")]
    [InlineData("3a30000001000000000002001000000001")]
    public void Bytes_that_are_no_bitmap_are_refused(string bytes) =>
        Assert.Throws<FormatException>(() => RoaringBitmap.Parse(Convert.FromHexString(bytes)));
}
