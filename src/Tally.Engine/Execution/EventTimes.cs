using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Formats;

namespace Tally.Engine.Execution;

// Watermarks.
//
// Every row may raise the watermark of its partition, as if a watermark followed every row: watermark = max(watermark, watermark(row)).
// A batch therefore says, where it matters, what the watermark was just before each row: with a row at or behind it a window may
// already have fired. In most batches there is no such row and nothing is said.

/// <summary>Reads the time attribute of the rows of one partition: raises its watermark, finds rows behind it, refuses impossible
/// times.</summary>
sealed class EventTimes(StreamPlan plan, TimeZoneInfo timeZone)
{
    /// <summary>How far ahead of the time at which the log stored it a row may be.</summary>
    public const long MaxAheadMs = 5 * 60 * 1000;

    readonly Expression? _watermark =
        plan.Table is { WatermarkDelayMs: null, Watermark: { } expression } ? ExpressionCopy.Of(expression) : null;
    long[] _before = [];

    /// <summary>Takes rows without a time, and with <paramref name="guardFuture"/> those too far in the future, out of the
    /// assembly.</summary>
    public void Check(PumpedBatch batch, bool guardFuture)
    {
        var column = plan.Table.WatermarkColumn;
        if (column < 0) return;
        var assembly = batch.Assembly;
        var times = assembly.Wide.Columns[column];
        if (times.HasNulls)
        {
            for (var row = 0; row < assembly.Wide.Count; row++)
                if (times.IsNull(row))
                    assembly.Reject(row, "null-time",
                        $"found NULL as the event time {plan.Table.Columns[column].Name}; every row needs one"
                            + $"{SourceOf(assembly.Wide, row)}", batch);
            assembly.Drop();
        }
        if (guardFuture
            && !plan.Table.Columns[column].Type.IsProcessingTime) CheckFuture(batch, (Column<long>)assembly.Wide.Columns[column]);
    }

    // A time that is computed of a text is NULL when its pattern does not fit: both are shown.
    string SourceOf(Batch rows, int row)
    {
        var column = plan.Table.Columns[plan.Table.WatermarkColumn];
        if (column.Expression is null || ExpressionTree.Columns(column.Expression).FirstOrDefault(-1) is not (>= 0 and var source)
            || rows.Columns[source].IsNull(row)) return "";
        var written = plan.Table.Statement.Columns[plan.Table.WatermarkColumn].Expression!.Span;
        return $": {written} of '{new CellText(timeZone).Of(rows.Columns[source], row, plan.Table.Columns[source].Type)}' gives none";
    }

    /// <summary>Raises the partition's watermark and tells the batch the watermark before each row where that matters.</summary>
    public void Advance(PumpedBatch batch, PumpPartition partition)
    {
        if (plan.Table.WatermarkColumn < 0 || batch.Assembly.Wide.Count == 0) return;
        var rows = batch.Assembly.Wide;
        var times = ((Column<long>)rows.Columns[plan.Table.WatermarkColumn]).Values.AsSpan(0, rows.Count);
        var marks = _watermark is null ? null : (Column<long>)_watermark.Evaluate(rows);
        var delay = plan.Table.WatermarkDelayMs ?? 0;
        var start = partition.WatermarkMs;
        var (end, behind) = marks is null ? Raise(times, delay, start) : Raise(times, marks, start);
        partition.WatermarkMs = end;
        if (!behind && !plan.NeedsRowWatermarks) return;
        if (_before.Length < rows.Count) _before = new long[Math.Max(rows.Count, _before.Length * 2)];
        if (marks is null) Trace(times, delay, start);
        else Trace(marks, start, rows.Count);
        batch.Rows.RowWatermarks = _before;
    }

    /// <summary>Lets time stand still: no row is behind the watermark.</summary>
    public void Stand(PumpedBatch batch)
    {
        if (plan.Table.WatermarkColumn < 0 || !plan.NeedsRowWatermarks) return;
        if (_before.Length < batch.Assembly.Wide.Count) _before = new long[batch.Assembly.Wide.Count * 2];
        Array.Fill(_before, long.MinValue);
        batch.Rows.RowWatermarks = _before;
    }

    // The hot loop of a stream in order: two comparisons a row.
    static (long Watermark, bool Behind) Raise(ReadOnlySpan<long> times, long delay, long watermark)
    {
        var behind = false;
        foreach (var time in times)
        {
            behind |= time <= watermark;
            if (time - delay > watermark) watermark = time - delay;
        }
        return (watermark, behind);
    }

    static (long Watermark, bool Behind) Raise(ReadOnlySpan<long> times, Column<long> marks, long watermark)
    {
        var behind = false;
        for (var row = 0; row < times.Length; row++)
        {
            behind |= times[row] <= watermark;
            if (marks.Values[row] > watermark && !marks.IsNull(row)) watermark = marks.Values[row];
        }
        return (watermark, behind);
    }

    void Trace(ReadOnlySpan<long> times, long delay, long watermark)
    {
        for (var row = 0; row < times.Length; row++)
        {
            _before[row] = watermark;
            watermark = Math.Max(watermark, times[row] - delay);
        }
    }

    void Trace(Column<long> marks, long watermark, int count)
    {
        for (var row = 0; row < count; row++)
        {
            _before[row] = watermark;
            if (!marks.IsNull(row)) watermark = Math.Max(watermark, marks.Values[row]);
        }
    }

    // A TIMESTAMP without zone is wall-clock time of the session's zone.
    void CheckFuture(PumpedBatch batch, Column<long> times)
    {
        var assembly = batch.Assembly;
        var stored = batch.Block.TimestampsMs;
        var records = assembly.Records;
        var offset = 0L;
        if (plan.Table.Columns[plan.Table.WatermarkColumn].Type.Kind == TypeKind.Timestamp && records.Length > 0)
            offset = (long)timeZone.GetUtcOffset(DateTimeOffset.FromUnixTimeMilliseconds(stored[records[0]])).TotalMilliseconds;
        var found = false;
        for (var row = 0; row < records.Length; row++)
        {
            if (stored[records[row]] is var at && (at == 0 || times.Values[row] <= at + offset + MaxAheadMs)) continue;
            found = true;
            assembly.Reject(row, "future-time",
                $"the event time is {(times.Values[row] - at - offset) / 1000} s ahead of the time at which the record was stored; at "
                    + $"most {MaxAheadMs / 1000} s are taken", batch);
        }
        if (found) assembly.Drop();
    }
}
