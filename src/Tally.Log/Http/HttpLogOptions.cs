namespace Tally.Log.Http;

/// <summary>How records are handed to another Tally.</summary>
public sealed record HttpLogOptions
{
    /// <summary>The token that the other Tally asks for, if any.</summary>
    public string? Token { get; init; }

    /// <summary>Bodies larger than this are split where the position changes.</summary>
    public int MaxBodySizeBytes { get; init; } = 4 << 20;

    /// <summary>The same for more records than this; fewer where the other side refuses so much at once (413).</summary>
    public int MaxRecords { get; init; } = 20_000;

    /// <summary>How long one request may take before it counts as lost.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The wait before the second try; doubled for each further one.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait between tries, unless the other side asks for more.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After this an append fails as unavailable; by default it is tried until it is canceled.</summary>
    public TimeSpan GiveUpAfter { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Spreads the tries of many senders.</summary>
    public Random Random { get; init; } = Random.Shared;
}
