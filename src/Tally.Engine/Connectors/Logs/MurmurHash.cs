using System.Buffers.Binary;

namespace Tally.Engine.Connectors.Logs;

/// <summary>MurmurHash2 with the seed of Kafka's producers: a key goes to the partition to which any of them would send it.</summary>
static class MurmurHash
{
    const uint Seed = 0x9747b28c, Multiplier = 0x5bd1e995;

    /// <summary>The partition of a key.</summary>
    public static uint PartitionOf(ReadOnlySpan<byte> key, uint count) => (Of(key) & 0x7fffffff) % count;

    static uint Of(ReadOnlySpan<byte> bytes)
    {
        var hash = Seed ^ (uint)bytes.Length;
        for (; bytes.Length >= 4; bytes = bytes[4..])
        {
            var word = BinaryPrimitives.ReadUInt32LittleEndian(bytes) * Multiplier;
            word = (word ^ (word >> 24)) * Multiplier;
            hash = (hash * Multiplier) ^ word;
        }
        for (var index = bytes.Length - 1; index >= 0; index--) hash ^= (uint)bytes[index] << (8 * index);
        if (bytes.Length > 0) hash *= Multiplier;
        hash = (hash ^ (hash >> 13)) * Multiplier;
        return hash ^ (hash >> 15);
    }
}
