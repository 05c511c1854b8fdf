using Tally.Engine.Columns;
using Tally.Engine.Connectors;
using Tally.Engine.Execution;
using Tally.Engine.Expressions;
using Tally.Engine.Operators;
using Tally.Engine.Planning.Logical;
using Tally.Host.Configuration;
using Tally.Log;
using Tally.Results;

namespace Tally.Host.Queries;

// The answer is lines of JSON: {"columns"} first, then {"row"} and now and then {"progress"}, at last {"done"}, or {"error"} when the query
// failed on the way. Rows of a query that only inserts leave as they come; of others when everything is read. When a limit is reached,
// {"done"}
// names it and "complete" is false.

/// <summary>Runs a query and writes its answer, within limits.</summary>
sealed class QueryAnswer(PipelineQuery query, QueryOptions options, TimeProvider clock) : IOutput
{
    const int ProgressMs = 250;
    const int RowBytes = 100;

    readonly RowLines _lines = new(query.Plan.Schema, query.TimeZone);
    readonly ResultTable? _table = query.Plan.Changelog == ChangelogMode.InsertOnly ? null : new(query.Plan.Schema, query.Plan.UpsertKey);
    readonly CountBadRecords _bad = new();
    readonly long _startedAt = clock.GetTimestamp();

    /// <summary>Writes the whole answer.</summary>
    public async Task WriteAsync(ILog log, Stream output, CancellationToken cancellation)
    {
        _lines.Columns();
        try
        {
            await using var run = await query.OpenAsync(log, _table ?? (IOutput)this, _bad, cancellation);
            var limit = await ReadAsync(run, output, cancellation);
            if (limit is null or "rows" && _table is not null) _lines.Rows(_table.Rows(), options.MaxRows);
            if (limit is null && _lines.RowCount >= options.MaxRows) limit = "rows";
            _lines.Note("done", ("rows", _lines.RowCount), ("records", run.RowCount), ("skipped", _bad.Counts.Values.Sum()),
                ("elapsedMs", ElapsedMs), ("complete", limit is null), ("limit", limit));
        }
        catch (EvaluationException error)
        {
            _lines.Note("error", ("code", "evaluation-failed"), ("detail", error.Message));
        }
        catch (LogException error)
        {
            _lines.Note("error", ("code", "log-unavailable"), ("detail", error.Message));
        }
        await FlushAsync(output, cancellation);
    }

    // The limit that ended it, or null.
    async Task<string?> ReadAsync(BoundedRun run, Stream output, CancellationToken cancellation)
    {
        var shownAt = 0L;
        while (await run.StepAsync(cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            if (_table is null && _lines.RowCount >= options.MaxRows) return "rows";
            if (ElapsedMs > options.MaxSeconds * 1000L) return "seconds";
            if (_lines.Written.Length > 0) await FlushAsync(output, cancellation);
            if (ElapsedMs - shownAt < ProgressMs) continue;
            shownAt = ElapsedMs;
            // What operators keep is not looked up for every batch: adding it up takes time.
            if (run.StateSizeBytes + (_table?.HeldCount ?? 0L) * RowBytes > (long)options.MaxStateMegabytes << 20) return "state";
            _lines.Note("progress", ("records", run.RowCount),
                ("left", run.Pumps.Sum(pump => pump.Partitions.Sum(partition => partition.Source.Backlog))), ("elapsedMs", ElapsedMs));
            await FlushAsync(output, cancellation);
        }
        run.Finish();
        return null;
    }

    long ElapsedMs => (long)clock.GetElapsedTime(_startedAt).TotalMilliseconds;

    async Task FlushAsync(Stream output, CancellationToken cancellation)
    {
        await output.WriteAsync(_lines.Written, cancellation);
        await output.FlushAsync(cancellation);
        _lines.Clear();
    }

    void IOutput.Process(Batch batch)
    {
        if (!batch.IsPreview) _lines.Rows(batch, options.MaxRows);
    }

    void IOutput.OnWatermark(long watermarkMs) { }

    void IOutput.Refresh() { }
}
