namespace Tally.Log.Embedded;

/// <summary>What a reader of segments needs to know of their partition.</summary>
interface ISegmentedPartition
{
    /// <summary>The first offset that is left.</summary>
    long StartOffset { get; }

    /// <summary>The offset after the last record that readers may see.</summary>
    long EndOffset { get; }

    /// <summary>The files.</summary>
    SegmentList Segments { get; }

    /// <summary>Tells readers that the end has moved.</summary>
    TailSignal Tail { get; }

    /// <summary>Whether nothing more can be read.</summary>
    bool IsClosed { get; }

    /// <summary>The damage at <see cref="EndOffset"/>.</summary>
    LogException? Damage { get; }
}
