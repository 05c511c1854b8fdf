using Tally.Log.Embedded;
using Tally.Log.Tests.Simulation;

namespace Tally.Log.Tests.Embedded;

/// <summary>A topic of one partition on a disk in memory, which a test fills, damages and opens again.</summary>
sealed class LogOnSimulatedDisk(TopicOptions options) : IAsyncDisposable
{
    public const string Partition = "/log/t/0";

    Dictionary<string, byte[]>? _files;

    /// <summary>The disk.</summary>
    public SimulatedDisk Disk { get; private set; } = new(new Random(1));

    /// <summary>The clock.</summary>
    public ManualTime Time { get; } = new();

    /// <summary>How many silent sources are remembered.</summary>
    public int MaxIdleSources { get; init; } = 100_000;

    /// <summary>The open log.</summary>
    public EmbeddedLog Log { get; private set; } = null!;

    /// <summary>The path of one of the partition's files.</summary>
    public static string PathOf(long baseOffset, string suffix = ".log") => $"{Partition}/{baseOffset:D20}{suffix}";

    /// <summary>Opens the log on the disk as it is.</summary>
    public async Task<IPartition> OpenAsync()
    {
        Log = EmbeddedLog.Open("/log", new EmbeddedLogOptions { Disk = Disk, Time = Time, MaxIdleSources = MaxIdleSources });
        return (await Log.OpenTopicAsync("t", options)).Partitions[0];
    }

    /// <summary>Appends <paramref name="count"/> batches of two records, "0", "1", …, of one source.</summary>
    public static async Task FillAsync(IPartition partition, int count, string padding = "")
    {
        for (var batch = 0; batch < count; batch++)
            await partition.AppendAsync("s", Blocks.Of(batch * 2, $"{batch * 2}{padding}", $"{batch * 2 + 1}{padding}"));
    }

    /// <summary>Closes the log and opens it on a new disk that has the files as they were at the first call, changed by the test.</summary>
    public async Task<IPartition> ReopenAsync(Action<SimulatedDisk>? change = null)
    {
        await Log.DisposeAsync();
        _files ??= Disk.Paths.ToDictionary(path => path, path => Disk[path]);
        Disk = new SimulatedDisk(new Random(1));
        Disk.CreateDirectory(Partition);
        foreach (var (path, content) in _files) Disk[path] = content;
        change?.Invoke(Disk);
        return await OpenAsync();
    }

    public async ValueTask DisposeAsync() => await Log.DisposeAsync();
}
