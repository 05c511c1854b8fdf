namespace Tally.Engine.Connectors.Generation;

/// <summary>A stream of random numbers that a seed decides: the same in every process and release.</summary>
struct SplitMix(ulong seed)
{
    ulong _state = seed;

    public ulong Next()
    {
        var mixed = _state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB;
        return mixed ^ mixed >> 31;
    }

    /// <summary>From 0 up to, not including, 1.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>From <paramref name="min"/> to <paramref name="max"/>, both included.</summary>
    public long Between(long min, long max)
    {
        var span = (UInt128)((Int128)max - min + 1);
        return (long)(min + (Int128)(Next() * span >> 64));
    }
}
