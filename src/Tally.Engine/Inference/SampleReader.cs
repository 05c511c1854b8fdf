using Tally.Engine.Connectors;
using Tally.Engine.Connectors.Files;
using Tally.Engine.Formats;
using Tally.Log;

namespace Tally.Engine.Inference;

/// <summary>Reads the first records of some files, as many of each.</summary>
sealed class SampleReader(IReadOnlyList<string> files, Charsets.Sniffed charset)
{
    /// <summary>Records that are looked at, of all files together.</summary>
    public const int MaxRecords = 20_000;

    const int MaxFiles = 500, LeastRecords = 20, MaxBytes = 64 << 20;

    /// <summary>The files that are looked at: all, or some of many, evenly.</summary>
    public IReadOnlyList<string> Files { get; } =
        files.Count <= MaxFiles ? files : [.. Enumerable.Range(0, MaxFiles).Select(i => files[(int)((long)i * files.Count / MaxFiles)])];

    /// <summary>The records of each file, as UTF-8.</summary>
    public IEnumerable<(string File, List<byte[]> Records)> Read(RecordSplit split, int maxRecords = MaxRecords)
    {
        var each = Math.Max(LeastRecords, maxRecords / Math.Max(1, Files.Count));
        foreach (var file in Files) yield return (file, ReadOne(file, split, Math.Min(each, maxRecords)));
    }

    List<byte[]> ReadOne(string file, RecordSplit split, int maxRecords)
    {
        var records = new List<byte[]>();
        var block = new RecordBlock();
        var bytes = 0L;
        var partition = new FilePartition(file, file, split with { HasHeader = false }, charset.Wide);
        try
        {
            while (records.Count < maxRecords && bytes < MaxBytes)
            {
                block.Clear();
                if (partition.Read(block, maxRecords - records.Count, 1 << 20) != ReadState.Records) break;
                bytes += block.ByteCount;
                for (var i = 0; i < block.Count; i++) records.Add(charset.ToUtf8(block.Value(i)));
            }
        }
        finally
        {
            // A file has nothing to wait for: this completes at once.
            partition.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
        return records;
    }
}
