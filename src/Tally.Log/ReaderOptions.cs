namespace Tally.Log;

/// <summary>What a reader is asked for beyond an offset. A backend without keys, headers or repeats passes over it.</summary>
public sealed record ReaderOptions
{
    /// <summary>How far each source had come at the offset, as a checkpoint kept it.</summary>
    public IReadOnlyList<SourceMark> Marks { get; init; } = [];

    /// <summary>No record from this offset on is delivered.</summary>
    public long BoundOffset { get; init; } = long.MaxValue;

    /// <summary>Whether <see cref="RecordBlock.Keys"/> is filled.</summary>
    public bool NeedsKeys { get; init; }

    /// <summary>Whether <see cref="RecordBlock.Headers"/> is filled.</summary>
    public bool NeedsHeaders { get; init; }
}
