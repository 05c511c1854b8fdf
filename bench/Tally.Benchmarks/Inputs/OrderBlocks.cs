using Tally.Benchmarks.Shop;
using Tally.Log;

namespace Tally.Benchmarks.Inputs;

/// <summary>Some orders in memory, in blocks as the log gives them: more than the caches hold.</summary>
static class OrderBlocks
{
    const int Blocks = 64, Records = 4096;

    public const int Count = Blocks * Records;

    public static RecordBlock[] Make()
    {
        var (orders, blocks) = (new OrderLines(1, 2000), new RecordBlock[Blocks]);
        for (var i = 0; i < Blocks; i++) SharedInputs.Fill(blocks[i] = new(), orders, Records);
        return blocks;
    }

    /// <summary>The same as a file of JSON lines.</summary>
    public static string Write(string folder)
    {
        var path = Path.Combine(folder, "orders-in-memory.json");
        using var file = File.Create(path);
        foreach (var block in Make())
            for (var i = 0; i < block.Count; i++)
            {
                file.Write(block.Value(i));
                file.WriteByte((byte)'\n');
            }
        return path;
    }
}
