using System.Globalization;
using System.Text;
using Tally.Engine.Execution;
using Tally.Log;
using Tally.Results.Alerts;

namespace Tally.Host.Http;

/// <summary>Writes statistics in Prometheus' text format 0.0.4. Labels are names of streams, partitions and queries only, so their number
/// is bounded.</summary>
static class PrometheusText
{
    public static string Write(LiveStatistics statistics, IReadOnlyList<Alert> alerts)
    {
        var text = new StringBuilder();
        Family(text, "tally_stream_rows_total", "counter", "Rows read from a stream.",
            statistics.Streams.Select(stream => (Label("stream", stream.Name), (double)stream.Rows)));
        Family(text, "tally_stream_bytes_total", "counter", "Bytes read from a stream.",
            statistics.Streams.Select(stream => (Label("stream", stream.Name), (double)stream.Bytes)));
        Family(text, "tally_stream_lag_records", "gauge", "Records of a topic that wait to be read.",
            statistics.Streams.Where(stream => stream.BacklogBytes is null)
                .Select(stream => (Label("stream", stream.Name), (double)stream.Backlog)));
        Family(text, "tally_stream_lag_bytes", "gauge", "Bytes of files that wait to be read.",
            statistics.Streams.Where(stream => stream.BacklogBytes is not null)
                .Select(stream => (Label("stream", stream.Name), (double)stream.Backlog)));
        Family(text, "tally_stream_late_rows_total", "counter", "Rows that were late for every window.",
            statistics.Streams.Select(stream => (Label("stream", stream.Name), (double)stream.Late)));
        Family(text, "tally_tail_lost_bytes_total", "counter",
            "Bytes of files that were there, were not read, and are not to be found any more.",
            statistics.Streams.Select(stream => (Label("stream", stream.Name), (double)stream.LostBytes)));
        Family(text, "tally_tail_lost_files_total", "counter", "Files that are not to be found any more and may hold unread lines.",
            statistics.Streams.Select(stream => (Label("stream", stream.Name), (double)stream.Losses.Length)));
        Family(text, "tally_stream_notices", "gauge", "What an operator should know of a stream although it is read.",
            statistics.Streams.Select(stream => (Label("stream", stream.Name), (double)stream.Notices.Length)));
        Family(text, "tally_stream_lost_records_total", "counter", "Records that retention deleted before they were read.",
            statistics.Streams.Select(stream => (Label("stream", stream.Name), (double)stream.Lost)));
        Family(text, "tally_stream_watermark_seconds", "gauge", "The watermark of a stream, in seconds since 1970.",
            statistics.Streams.Where(stream => stream.WatermarkMs is not null)
                .Select(stream => (Label("stream", stream.Name), stream.WatermarkMs!.Value / 1000.0)));
        Family(text, "tally_dead_letters_total", "counter", "Records put aside, by kind.",
            statistics.Streams
                .SelectMany(stream =>
                    stream.Dead.Select(dead => ($"{{stream=\"{Escape(stream.Name)}\",kind=\"{Escape(dead.Key)}\"}}", (double)dead.Value))));
        Family(text, "tally_query_rows_total", "counter", "Result rows of a query.",
            statistics.Queries.Select(query => (Label("query", query.Name), (double)query.RowsOut)));
        Family(text, "tally_query_late_rows_total", "counter", "Rows that were late in a query.",
            statistics.Queries.Select(query => (Label("query", query.Name), (double)query.Late)));
        Family(text, "tally_query_state_bytes", "gauge", "State of a query.",
            statistics.Queries.Select(query => (Label("query", query.Name), (double)query.StateSizeBytes)));
        Family(text, "tally_query_failed_rows_total", "counter", "Rows that a query left out because an expression had no result.",
            statistics.Queries.Select(query => (Label("query", query.Name), (double)query.FailedRows)));
        Family(text, "tally_query_failed", "gauge", "1 when a query has stopped with an error.",
            statistics.Queries.Select(query => (Label("query", query.Name), query.Error is null ? 0.0 : 1.0)));
        Family(text, "tally_alerts_firing", "gauge", "Alerts of a metric that fire now.",
            alerts.GroupBy(alert => alert.Metric).Select(metric => (Label("metric", metric.Key), (double)metric.Count())));
        Family(text, "tally_sink_refused_rows_total", "counter", "Rows left out because the target of a query's sink cannot hold them.",
            statistics.Queries.Select(query => (Label("query", query.Name), (double)query.RefusedRows)));
        Family(text, "tally_sink_errors_total", "counter", "Failures of a query's sink to store.",
            statistics.Queries.Select(query => (Label("query", query.Name), (double)query.SinkErrors)));
        Lags(text, ["tally_sink_lag_records", "tally_sink_lag_bytes", "tally_sink_lag_seconds"], "query",
            "Records that a query has sent to the log", statistics.Queries.Select(query => (query.Name, query.SinkLag)));
        Lags(text, ["tally_spool_lag_records", "tally_spool_lag_bytes", "tally_spool_lag_seconds"], "topic", "Records that a gateway keeps",
            statistics.Spool.Select(spool => (spool.Topic, spool.Lag)));
        Family(text, "tally_ring_batches", "gauge", "Batches that wait in the ring.", [("", statistics.RingUsed)]);
        Family(text, "tally_checkpoints_total", "counter", "Complete checkpoints.", [("", statistics.CheckpointCount)]);
        Family(text, "tally_checkpoint_size_bytes", "gauge", "Size of the newest checkpoint.", [("", statistics.CheckpointSizeBytes)]);
        Family(text, "tally_checkpoint_failed", "gauge", "1 when the last checkpoint failed.",
            [("", statistics.CheckpointError is null ? 0 : 1)]);
        if (statistics.CheckpointAgeMs is { } ageMs)
            Family(text, "tally_checkpoint_age_seconds", "gauge", "Since the newest complete checkpoint.", [("", ageMs / 1000.0)]);
        return text.ToString();
    }

    static void Lags(StringBuilder text, string[] names, string label, string what, IEnumerable<(string Name, LogLag Lag)> lags)
    {
        Family(text, names[0], "gauge", $"{what} and that are not acknowledged.",
            lags.Select(each => (Label(label, each.Name), (double)each.Lag.Records)));
        Family(text, names[1], "gauge", "Their bytes.", lags.Select(each => (Label(label, each.Name), (double)each.Lag.Bytes)));
        Family(text, names[2], "gauge", "The age of the oldest.", lags.Select(each => (Label(label, each.Name), each.Lag.AgeMs / 1000.0)));
    }

    static void Family(StringBuilder text, string name, string type, string help, IEnumerable<(string Labels, double Value)> samples)
    {
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
        foreach (var (labels, value) in samples) text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {value:R}\n");
    }

    static string Label(string name, string value) => $"{{{name}=\"{Escape(value)}\"}}";

    static string Escape(string value) => value.Replace("\\", "\\\\").Replace("\n", "\\n").Replace("\"", "\\\"");
}
