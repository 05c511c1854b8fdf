using System.Buffers.Binary;
using System.Numerics;

namespace Tally.Engine.Expressions.Text;

/// <summary>SHA-224 (FIPS 180-4), which .NET does not have: SHA-256 from other start values, cut to 28 bytes.</summary>
static class Sha224
{
    const int BlockSize = 64;

    static readonly uint[] Constants = RootFractions();

    static readonly uint[] Start = [0xC1059ED8, 0x367CD507, 0x3070DD17, 0xF70E5939, 0xFFC00B31, 0x68581511, 0x64F98FA7, 0xBEFA4FA4];

    /// <summary>Writes the 28 bytes of the hash; gives 28.</summary>
    public static int HashData(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var padded = new byte[(source.Length + 9 + BlockSize - 1) / BlockSize * BlockSize];
        source.CopyTo(padded);
        padded[source.Length] = 0x80;
        BinaryPrimitives.WriteInt64BigEndian(padded.AsSpan(padded.Length - 8), source.Length * 8L);
        Span<uint> state = stackalloc uint[8];
        Start.CopyTo(state);
        for (var at = 0; at < padded.Length; at += BlockSize) Compress(padded.AsSpan(at, BlockSize), state);
        for (var i = 0; i < 7; i++) BinaryPrimitives.WriteUInt32BigEndian(target[(4 * i)..], state[i]);
        return 28;
    }

    static void Compress(ReadOnlySpan<byte> block, Span<uint> state)
    {
        Span<uint> words = stackalloc uint[64];
        for (var i = 0; i < 16; i++) words[i] = BinaryPrimitives.ReadUInt32BigEndian(block[(4 * i)..]);
        for (var i = 16; i < 64; i++)
        {
            var (x, y) = (words[i - 15], words[i - 2]);
            var low = BitOperations.RotateRight(x, 7) ^ BitOperations.RotateRight(x, 18) ^ x >> 3;
            var high = BitOperations.RotateRight(y, 17) ^ BitOperations.RotateRight(y, 19) ^ y >> 10;
            words[i] = words[i - 16] + low + words[i - 7] + high;
        }
        var (a, b, c, d, e, f, g, h) = (state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]);
        for (var i = 0; i < 64; i++)
        {
            var first = h + (BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e,
                25)) + (e & f ^ ~e & g) + Constants[i] + words[i];
            var second = (BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a,
                22)) + (a & b ^ a & c ^ b & c);
            (h, g, f, e, d, c, b, a) = (g, f, e, d + first, c, b, a, first + second);
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }

    /// <summary>The first 32 bits of the fractions of the cube roots of the first 64 primes.</summary>
    static uint[] RootFractions()
    {
        var constants = new uint[64];
        for (int prime = 2, count = 0; count < 64; prime++)
        {
            var isPrime = true;
            for (var divisor = 2; divisor * divisor <= prime; divisor++) isPrime &= prime % divisor != 0;
            if (isPrime) constants[count++] = CubeRootFraction(prime);
        }
        return constants;
    }

    /// <summary>The integer cube root of prime × 2^96, whose lower 32 bits are the fraction.</summary>
    static uint CubeRootFraction(int prime)
    {
        var cube = (BigInteger)prime << 96;
        var root = BigInteger.Zero;
        for (var bit = 36; bit >= 0; bit--)
        {
            var next = root | BigInteger.One << bit;
            if (next * next * next <= cube) root = next;
        }
        return (uint)(root & uint.MaxValue);
    }
}
