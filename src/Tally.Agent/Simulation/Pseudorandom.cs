using System.Numerics;

namespace Tally.Agent.Simulation;

/// <summary>The xoshiro256** generator by Blackman and Vigna: the same seed gives the same numbers on every machine and version.</summary>
sealed class Pseudorandom
{
    ulong _a, _b, _c, _d;

    public Pseudorandom(ulong seed)
    {
        _a = Spread(ref seed);
        _b = Spread(ref seed);
        _c = Spread(ref seed);
        _d = Spread(ref seed);
    }

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>A number from 0 up to, not including, <paramref name="bound"/>.</summary>
    public int Next(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>A number from 0 up to, not including, 1.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True in <paramref name="share"/> of the cases.</summary>
    public bool Chance(double share) => NextDouble() < share;

    static ulong Spread(ref ulong seed)
    {
        // SplitMix64, which its authors recommend for seeding.
        var z = seed += 0x9E3779B97F4A7C15;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }
}
