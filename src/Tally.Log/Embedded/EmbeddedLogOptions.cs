using Tally.Log.Files;

namespace Tally.Log.Embedded;

/// <summary>How an embedded log works, beyond what each topic says.</summary>
public sealed record EmbeddedLogOptions
{
    /// <summary>The disk; tests give one that fails.</summary>
    public IDisk Disk { get; init; } = RealDisk.Instance;

    /// <summary>The clock that stamps records and decides what is too old.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How a topic is kept that is opened without options and is new.</summary>
    public TopicOptions Topics { get; init; } = new();

    /// <summary>How often old segments are looked for.</summary>
    public TimeSpan RetentionInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many sources a partition remembers beyond those that have records in it; of more, the longest silent are
    /// forgotten.</summary>
    public int MaxIdleSources { get; init; } = 100_000;

    /// <summary>Where flushes run; tests run them when they like.</summary>
    internal Action<Action> Background { get; init; } =
        static work => ThreadPool.UnsafeQueueUserWorkItem(static state => state(), work, preferLocal: false);

    /// <summary>How many partitions of a topic recover at once.</summary>
    internal ParallelOptions Recovery { get; init; } = new();
}
