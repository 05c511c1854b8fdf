using System.Text;
using BenchmarkDotNet.Attributes;
using Tally.Agent.Simulation;
using Tally.Engine.Columns;
using Tally.Log;

namespace Tally.Benchmarks.Kernels;

/// <summary>Strings to codes, and checksums.</summary>
public class DictionaryKernels
{
    const int Lookups = 4096;

    readonly StringDictionary _few = new(), _many = new();
    readonly byte[][] _fewKeys = new byte[Lookups][], _manyKeys = new byte[Lookups][];
    readonly byte[] _bytes = new byte[Lookups];

    [GlobalSetup]
    public void Setup()
    {
        var random = new Pseudorandom(1);
        for (var i = 0; i < 1_000_000; i++) _many.Add(Key(i));
        for (var i = 0; i < Lookups; i++)
        {
            _fewKeys[i] = Key(random.Next(2000));
            _manyKeys[i] = Key(random.Next(1_000_000));
            _few.Add(_fewKeys[i]);
        }
    }

    [Benchmark(Description = "dictionary code of 2 k strings, a string", OperationsPerInvoke = Lookups)]
    public long Few() => Find(_few, _fewKeys);

    [Benchmark(Description = "dictionary code of 1 M strings, a string", OperationsPerInvoke = Lookups)]
    public long Many() => Find(_many, _manyKeys);

    [Benchmark(Description = "CRC-32C of 4 kB")]
    public uint Checksum() => Crc32C.Compute(_bytes);

    static long Find(StringDictionary dictionary, byte[][] keys)
    {
        var sum = 0L;
        foreach (var key in keys) sum += dictionary.Add(key);
        return sum;
    }

    static byte[] Key(int number) => Encoding.ASCII.GetBytes($"U{number:000000}");
}
