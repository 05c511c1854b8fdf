using System.Text;

namespace Tally.Log.Tests;

/// <summary>Makes blocks of records from text and reads them back as text.</summary>
static class Blocks
{
    /// <summary>A block whose positions follow each other.</summary>
    public static RecordBlock Of(long firstPosition, params ReadOnlySpan<string> values)
    {
        var block = new RecordBlock();
        for (var index = 0; index < values.Length; index++) block.Add(Encoding.UTF8.GetBytes(values[index]), firstPosition + index);
        return block;
    }

    /// <summary>The values of a block; null for a null value.</summary>
    public static List<string?> Texts(this RecordBlock block)
    {
        var texts = new List<string?>();
        for (var index = 0; index < block.Count; index++)
            texts.Add(block.Lengths[index] < 0 ? null : Encoding.UTF8.GetString(block.Value(index)));
        return texts;
    }

    /// <summary>All records from an offset to the end, after waiting for at least <paramref name="count"/> of them.</summary>
    public static async Task<List<(long Offset, string? Text)>> ReadAllAsync(
        this IPartition partition,
        long offset = 0,
        int count = 0,
        int maxRecords = 4096,
        int maxBytes = 1 << 20
    )
    {
        using var reader = partition.OpenReader(offset);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var block = new RecordBlock();
        var all = new List<(long, string?)>();
        while (true)
        {
            while (reader.TryRead(block, maxRecords, maxBytes))
            {
                Assert.True(block.Count <= maxRecords);
                var texts = block.Texts();
                for (var index = 0; index < texts.Count; index++) all.Add((block.Positions[index], texts[index]));
            }
            if (all.Count >= count) return all;
            await reader.WaitAsync(limit.Token);
        }
    }
}
