using System.Text;
using Tally.Engine.Formats.Values;
using Xunit;

namespace Tally.Engine.Tests.Formats.Values;

/// <summary>Each parser against its scalar twin on made-up texts, with foreign bytes directly behind them. Seeds are fixed.</summary>
public sealed class ParserTests
{
    static readonly string[] s_pieces =
        [
            "0",
            "1",
            "7",
            "9",
            "12",
            "345",
            "00",
            "99999999",
            "123456789",
            ".",
            "-",
            "+",
            "e",
            "E5",
            " ",
            "x",
            "",
        ];

    static IEnumerable<string> Numbers(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 100_000; i++)
            yield return string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => s_pieces[random.Next(s_pieces.Length)]));
    }

    static IEnumerable<string> Times(int seed)
    {
        var random = new Random(seed);
        var minute = "2025-11-10 16:00";
        for (var i = 0; i < 100_000; i++)
        {
            if (random.Next(10) == 0)
                minute =
                    $"{random.Next(1900, 2100)}-{random.Next(1, 14):00}-{random.Next(1, 32):00} " +
                        $"{random.Next(0, 26):00}:{random.Next(0, 62):00}";
            var text = $"{minute}:{random.Next(0, 62):00}.{random.Next(0, 1000):000}{(random.Next(5) == 0 ? "" : "Z")}".ToCharArray();
            if (random.Next(4) == 0) text[random.Next(text.Length)] = "0123456789:-. TZx/"[random.Next(18)];
            yield return new(text);
        }
    }

    static void Agree<T, TParser>(TParser parser, IEnumerable<string> texts) where TParser : struct, IValueParser<T>
    {
        foreach (var text in texts)
        {
            // What follows a record in a block is the next one: digits as well as anything else.
            foreach (var behind in (string[])["4567890123456789012345678901", "}\n                              ", ""])
            {
                var bytes = Encoding.UTF8.GetBytes("#" + text + behind);
                foreach (var isText in (bool[])[true, false])
                {
                    var fast = parser.Parse(bytes, 1, text.Length, isText, out var value);
                    var slow = parser.ParseScalar(bytes.AsSpan(1, text.Length), isText, out var expected);
                    Assert.True(
                        fast == slow && (fast != Parsed.Value || Equals(value, expected)),
                        $"'{text}': {fast} {value}, the twin says {slow} {expected}"
                    );
                }
            }
        }
    }

    [Fact]
    public void Integers_are_read_as_by_the_scalar_twin() => Agree<long, IntegerParser>(new(int.MinValue, int.MaxValue, true), Numbers(1));

    [Theory]
    [InlineData(12, 2), InlineData(18, 0), InlineData(5, 5), InlineData(18, 8), InlineData(3, 1)]
    public void Decimals_are_read_as_by_the_scalar_twin(int precision, int scale) =>
        Agree<long, DecimalParser>(new(precision, scale, true), Numbers(precision));

    [Fact]
    public void Doubles_are_read_as_by_the_scalar_twin() => Agree<double, DoubleParser>(new(), Numbers(3));

    [Theory]
    [InlineData(3, true, false), InlineData(3, false, false), InlineData(0, true, false), InlineData(2, false, true)]
    public void Timestamps_are_read_as_by_the_scalar_twin(int precision, bool hasZone, bool trims) =>
        Agree<long, TimestampParser>(new(new((byte)' ', true, hasZone, trims), precision), Times(precision));

    [Fact]
    public void Longs_at_their_limits()
    {
        var parser = new IntegerParser(long.MinValue, long.MaxValue, true);
        foreach (
            var (text, expected) in new (string, long?)[]
            {
                ("9223372036854775807", long.MaxValue),
                ("-9223372036854775808", long.MinValue),
                ("9223372036854775808", null),
                ("-9223372036854775809", null),
                ("99999999999999999999", null),
                ("-0", 0),
                ("+5", 5),
                ("", null),
                ("-", null),
            }
        )
        {
            var parsed = parser.ParseScalar(Encoding.UTF8.GetBytes(text), true, out var value);
            Assert.Equal(expected, parsed == Parsed.Value ? value : null);
        }
    }
}
