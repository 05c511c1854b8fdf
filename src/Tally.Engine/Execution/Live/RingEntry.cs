namespace Tally.Engine.Execution.Live;

/// <summary>Something that every worker sees, in the same order.</summary>
abstract record RingEntry;

/// <summary>Rows of a stream, and the stream's watermark behind them.</summary>
/// <param name="Stream">The 0-based index of the stream.</param>
sealed record RowsEntry(int Stream, PumpedBatch Batch, long WatermarkMs, LiveStream Owner) : RingEntry;

/// <summary>The stream's watermark has risen without rows: a partition became idle or ended.</summary>
sealed record WatermarkEntry(int Stream, long WatermarkMs) : RingEntry;

/// <summary>All that the stream held at the start has gone through.</summary>
sealed record CaughtUpEntry(int Stream) : RingEntry;

/// <summary>Workers write down their state here.</summary>
sealed record BarrierEntry(Barrier Barrier) : RingEntry;

/// <summary>Nothing follows.</summary>
sealed record StopEntry : RingEntry;
