using Tally.Log.Batches;

namespace Tally.Log.Tests.Http;

/// <summary>A framed body brings back what went in, and a damaged one is refused whole.</summary>
public sealed class RecordFramingTests
{
    [Fact]
    public void Records_survive_the_way_there()
    {
        var block = new RecordBlock();
        block.Add("line\nbreak"u8, 7);
        block.Add([], 7);
        block.AddSlice(0, -1, long.MaxValue - 1);
        block.Add([0, 255, 10, 13], long.MaxValue);
        var decoded = new RecordBlock();
        RecordFraming.Decode(Encode(block, 0, 4), decoded);
        Assert.Equal(block.Texts(), decoded.Texts());
        Assert.Equal([7, 7, long.MaxValue - 1, long.MaxValue], decoded.Positions[..4]);
        RecordFraming.Decode(Encode(block, 1, 2), decoded);
        Assert.Equal(["", null], decoded.Texts());
        Assert.Equal([7, long.MaxValue - 1], decoded.Positions[..2]);
    }

    [Fact]
    public void Every_flipped_bit_and_every_cut_is_refused()
    {
        var body = Encode(Blocks.Of(100, "a", "bc", ""), 0, 3);
        var block = new RecordBlock();
        for (var bit = 0; bit < body.Length * 8; bit++)
        {
            byte[] flipped = [.. body];
            flipped[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.Equal(LogErrorKind.Invalid, Assert.Throws<LogException>(() => RecordFraming.Decode(flipped, block)).Kind);
            Assert.Equal(0, block.Count);
        }
        for (var length = 0; length < body.Length; length++)
            Assert.Throws<LogException>(() => RecordFraming.Decode(body.AsSpan(0, length), block));
        Assert.Throws<LogException>(() => RecordFraming.Decode([.. body, 0], block));
    }

    [Fact]
    public void Random_bytes_under_a_right_checksum_never_do_more_than_be_refused()
    {
        var random = new Random(3);
        var block = new RecordBlock();
        for (var round = 0; round < 20_000; round++)
        {
            var body = new byte[random.Next(10, 60)];
            random.NextBytes(body);
            "TLRB\u0001"u8.CopyTo(body);
            if (round % 2 == 0)
                body[5] = (byte)random.Next(8);
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(
                body.AsSpan(body.Length - 4),
                Crc32C.Compute(body.AsSpan(0, body.Length - 4))
            );
            try
            {
                RecordFraming.Decode(body, block);
                var again = new RecordBlock();
                RecordFraming.Decode(Encode(block, 0, block.Count), again);
                Assert.Equal(block.Texts(), again.Texts());
            }
            catch (LogException error)
            {
                Assert.Equal(LogErrorKind.Invalid, error.Kind);
            }
        }
    }

    static byte[] Encode(RecordBlock block, int first, int count)
    {
        var body = new byte[RecordFraming.MaxSizeOf(block, first, count)];
        return body[..RecordFraming.Encode(block, first, count, body)];
    }
}
