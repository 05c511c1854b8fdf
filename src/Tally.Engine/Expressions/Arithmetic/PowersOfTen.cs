namespace Tally.Engine.Expressions.Arithmetic;

/// <summary>10 to the power of n, in 64 and 128 bits.</summary>
static class PowersOfTen
{
    static readonly long[] Longs = Fill<long>(19, 10);
    static readonly Int128[] Wides = Fill<Int128>(39, 10);

    static T[] Fill<T>(int count, T ten) where T : System.Numerics.INumber<T>
    {
        var powers = new T[count];
        powers[0] = T.One;
        for (var i = 1; i < count; i++) powers[i] = powers[i - 1] * ten;
        return powers;
    }

    /// <summary>n from 0 to 18.</summary>
    public static long Long(int n) => Longs[n];

    /// <summary>n from 0 to 38.</summary>
    public static Int128 Wide(int n) => Wides[n];
}
