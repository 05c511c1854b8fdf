using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Log;

namespace Tally.Engine.Execution;

/// <summary>The values of PROCTIME(): when the log stored each record; for a source that does not tell, when it was read.</summary>
/// <param name="watermarkMs">The partition's watermark before the records.</param>
readonly struct ArrivalTimes(StreamPlan plan, RecordBlock block, long watermarkMs)
{
    /// <summary>The column, with these values if it is a processing time.</summary>
    /// <param name="records">The record of each row.</param>
    public Column Apply(int column, Column values, ReadOnlySpan<int> records)
    {
        if (!plan.Table.Columns[column].Type.IsProcessingTime) return values;
        var times = (Column<long>)values;
        for (var row = 0; row < records.Length; row++)
            if (block.TimestampsMs[records[row]] is > 0 and var stored) times.Values[row] = stored;
        if (column == plan.Table.WatermarkColumn && watermarkMs != long.MinValue)
            Raise(times.Span, watermarkMs + WatermarkDelay.OfArrivalMs);
        else if (column == plan.Table.WatermarkColumn) Raise(times.Span, long.MinValue);
        return times;
    }

    // A clock may have been set back; the order of arrival goes on.
    static void Raise(Span<long> times, long least)
    {
        for (var row = 0; row < times.Length; row++) times[row] = least = Math.Max(least, times[row]);
    }
}
