using System.Text;
using Tally.Engine.Formats;
using Tally.Log;
using Xunit;

namespace Tally.Engine.Tests.Formats;

public sealed class RecordSplitterTests
{
    static readonly RecordSplit s_csv = new((byte)'"', Escape: null, Comment: (byte)'#');

    /// <summary>Reads a text in pieces that end at the given places, as a source does: what is not consumed goes in front of the next
    /// piece.</summary>
    static List<string> Split(
        byte[] text,
        RecordSplit split,
        bool isScalar,
        int maxLength = RecordSplitter.DefaultMaxLength,
        params int[] ends
    )
    {
        var splitter = new RecordSplitter(split, maxLength, isScalar);
        var records = new List<string>();
        var consumed = 0;
        foreach (var end in ends.Append(text.Length))
        {
            var block = new RecordBlock { Bytes = text[consumed..end] };
            var next = splitter.Split(block, 0, block.Bytes.Length, consumed, isEnd: end == text.Length);
            for (var i = 0; i < block.Count; i++)
                records.Add($"{block.Positions[i]}{(splitter.TooLong.Contains(i) ? "!" : ":")}{Encoding.UTF8.GetString(block.Value(i))}");
            consumed += next;
        }
        return records;
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public void Lines_end_with_LF_or_CRLF_or_the_end(bool isScalar)
    {
        Assert.Equal(["0:a", "2:", "3:b", "6:\r", "9:c\rd", "13:e"], Split("a\n\nb\r\n\r\r\nc\rd\ne"u8.ToArray(), new(null), isScalar));
        Assert.Equal(["0:a"], Split("a\n"u8.ToArray(), new(null), isScalar));
        Assert.Empty(Split([], new(null), isScalar));
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public void Quotes_at_the_start_of_a_field_hold_line_ends(bool isScalar)
    {
        Assert.Equal(
            ["0:1,\"x\r\ny\",2", "12:2,5\" plate", "23:3,\"a \"\"b\"\"\n\",\"\"", "39:# it's \"open, \"", "55:4", "57:5,\"cut\noff"],
            Split(
                "1,\"x\r\ny\",2\r\n2,5\" plate\n3,\"a \"\"b\"\"\n\",\"\"\n# it's \"open, \"\n4\n5,\"cut\noff"u8.ToArray(),
                s_csv,
                isScalar
            )
        );
        Assert.Equal(["0:1,\"a\\\"\nb\"", "10:2"], Split("1,\"a\\\"\nb\"\n2"u8.ToArray(), new((byte)'"', Escape: (byte)'\\'), isScalar));
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public void A_record_that_is_too_long_is_cut_and_its_rest_passed_over(bool isScalar)
    {
        var text = Encoding.UTF8.GetBytes("a\n" + new string('x', 5000) + "\nb\n" + new string('y', 3000));
        string[] expected =
            [
                "0:a",
                "2!" + new string('x', RecordSplitter.KeptLength),
                "5003:b",
                "5005!" + new string('y', RecordSplitter.KeptLength),
            ];
        Assert.Equal(expected, Split(text, new(null), isScalar, 2000));
        Assert.Equal(expected, Split(text, new(null), isScalar, 2000, 1500, 2500, 4000, 5002, 6000));
    }

    [Fact]
    public void Every_cut_of_64_KB_in_two_reads_gives_the_same_records()
    {
        var random = new Random(7);
        var text = new StringBuilder();
        while (text.Length < 64 << 10)
            text.Append(
                random.Next(6) switch
                {
                    0 => "\"q,\"\"\r\n\"",
                    1 => "\r\n",
                    2 => "\n",
                    3 => "#\"c",
                    4 => ",",
                    _ => new string('v', random.Next(150)),
                }
            );
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        foreach (var split in (RecordSplit[])[new(null), s_csv])
        {
            var whole = Split(bytes, split, isScalar: true);
            Assert.Equal(whole, Split(bytes, split, isScalar: false));
            // Around a cut only the records near it can differ, so a window of text is enough for each.
            for (var cut = 0; cut <= bytes.Length; cut += 1)
            {
                var from = Math.Max(0, cut - 300);
                var window = bytes[from..Math.Min(bytes.Length, cut + 300)];
                var isScalar = cut % 2 == 0;
                Assert.Equal(Split(window, split, isScalar), Split(window, split, isScalar, RecordSplitter.DefaultMaxLength, cut - from));
            }
        }
    }

    [Fact]
    public void It_stops_at_the_number_of_records_asked_for()
    {
        var block = new RecordBlock { Bytes = "a\nb\nc\n"u8.ToArray() };
        Assert.Equal(4, new RecordSplitter(new(null)).Split(block, 0, 6, 100, isEnd: true, maxRecords: 2));
        Assert.Equal([100, 102], block.Positions[..block.Count]);
    }
}
