using System.Numerics;
using Tally.Engine.Columns;
using Tally.Engine.Expressions.Casting;
using Xunit;

namespace Tally.Engine.Tests.Expressions;

/// <summary>DECIMAL arithmetic against integers of any size, over random types and values.</summary>
public sealed class DecimalPropertyTests
{
    const int Cases = 400;

    static (SqlType Type, BigInteger Value, string Text) Next(Random random)
    {
        var precision = random.Next(1, 39);
        var scale = random.Next(0, precision + 1);
        var digits = string.Concat(Enumerable.Range(0, random.Next(1, precision + 1)).Select(_ => (char)('0' + random.Next(10))));
        var value = BigInteger.Parse(digits) * (random.Next(2) == 0 ? 1 : -1);
        return (SqlType.Decimal(precision, scale), value, NumberText.Decimal((Int128)value, scale));
    }

    [Theory]
    [InlineData("+")]
    [InlineData("-")]
    [InlineData("*")]
    [InlineData("/")]
    [InlineData("%")]
    public void Results_agree_with_exact_arithmetic(string symbol)
    {
        var random = new Random(symbol[0]);
        for (var i = 0; i < Cases; i++)
        {
            var (a, b) = (Next(random), Next(random));
            if (symbol is "/" or "%" && b.Value.IsZero) continue;
            var table = new Eval().With("a", a.Type, a.Text).With("b", b.Type, b.Text);
            var type = table.Bind($"a {symbol} b").Type;
            var (numerator, denominator) = Exact(symbol, a.Value, a.Type.Scale, b.Value, b.Type.Scale);
            var rounded = HalfUp(numerator * BigInteger.Pow(10, type.Scale), denominator);
            var expected =
                BigInteger.Abs(rounded) < BigInteger.Pow(10, type.Precision) ? NumberText.Decimal((Int128)rounded, type.Scale) : "NULL";
            Assert.Equal((a.Type, a.Text, b.Type, b.Text, expected), (a.Type, a.Text, b.Type, b.Text, table.Value($"a {symbol} b")));
        }
    }

    /// <summary>The result as a fraction.</summary>
    static (BigInteger Numerator, BigInteger Denominator) Exact(string symbol, BigInteger a, int aScale, BigInteger b, int bScale)
    {
        var common = BigInteger.Pow(10, Math.Max(aScale, bScale));
        var (x, y) = (a * common / BigInteger.Pow(10, aScale), b * common / BigInteger.Pow(10, bScale));
        return symbol switch
        {
            "+" => (x + y, common),
            "-" => (x - y, common),
            "*" => (x * y, common * common),
            "/" => (x * y.Sign, BigInteger.Abs(y)),
            _ => (BigInteger.Remainder(x, y), common),
        };
    }

    static BigInteger HalfUp(BigInteger numerator, BigInteger denominator) =>
        (BigInteger.Abs(numerator) * 2 + denominator) / (denominator * 2) * numerator.Sign;

    [Theory]
    [InlineData("<")]
    [InlineData("=")]
    [InlineData(">=")]
    public void Comparisons_are_exact(string symbol)
    {
        var random = new Random(symbol[0]);
        for (var i = 0; i < Cases; i++)
        {
            var (a, b) = (Next(random), Next(random));
            var order = (a.Value * BigInteger.Pow(10, b.Type.Scale)).CompareTo(b.Value * BigInteger.Pow(10, a.Type.Scale));
            var expected = symbol switch
            {
                "<" => order < 0,
                "=" => order == 0,
                _ => order >= 0,
            };
            Assert.Equal(
                expected ? "TRUE" : "FALSE",
                new Eval().With("a", a.Type, a.Text).With("b", b.Type, b.Text).Value($"a {symbol} b")
            );
        }
    }

    [Fact]
    public void Casts_round_half_up_or_give_null()
    {
        var random = new Random(1);
        for (var i = 0; i < Cases; i++)
        {
            var (a, to) = (Next(random), Next(random).Type);
            var rounded = HalfUp(a.Value * BigInteger.Pow(10, to.Scale), BigInteger.Pow(10, a.Type.Scale));
            var expected =
                BigInteger.Abs(rounded) < BigInteger.Pow(10, to.Precision) ? NumberText.Decimal((Int128)rounded, to.Scale) : "NULL";
            Assert.Equal(expected, new Eval().With("a", a.Type, a.Text).Value($"CAST(a AS DECIMAL({to.Precision}, {to.Scale}))"));
        }
    }

    [Fact]
    public void Doubles_survive_their_text()
    {
        var random = new Random(3);
        Span<byte> text = stackalloc byte[40];
        for (var i = 0; i < 20_000; i++)
        {
            var value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (!double.IsFinite(value)) continue;
            var length = NumberText.WriteDouble(value, text);
            Assert.Equal(value, double.Parse(text[..length], System.Globalization.CultureInfo.InvariantCulture));
        }
    }
}
