using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Planning;
using Tally.Engine.State;

namespace Tally.Results.Alerts;

// When an alert fires.
//
// A rule looks at final rows only: of a metric with windows at each window once, when it is over; of a total whenever it changes. It
// counts, for every
// combination of dimensions, in how many windows in a row the condition held; at the number asked for the alert fires, and when the
// condition does not
// hold any more it is resolved. A window without a row breaks the run. What was counted is part of the checkpoint.

/// <summary>Watches the rows of one metric by its rules. Belongs to the worker of the metric.</summary>
public sealed class AlertWatch(MetricDefinition metric, IReadOnlyList<AlertRule> rules, AlertBoard board, TimeZoneInfo timeZone,
    TimeProvider clock)
{
    const int MaxPlaces = 10_000;

    readonly Dictionary<(int Rule, string Key), Run> _runs = [];
    readonly CellReader _cells = new(timeZone);
    readonly int[] _dimensions =
        [.. Enumerable.Range(0, metric.Columns.Count).Where(column => metric.Columns[column].Role == ColumnRole.Dimension)];

    /// <summary>In how many windows in a row the condition held, the end of the last one, and what fires.</summary>
    sealed class Run
    {
        public int Count;
        public long End = long.MinValue;
        public Alert? Firing;
    }

    /// <summary>Takes rows of the metric's result.</summary>
    public void Process(Batch batch)
    {
        if (batch.IsPreview || batch.Count == 0) return;
        for (var rule = 0; rule < rules.Count; rule++)
        {
            try
            {
                var holds = (Column<bool>)rules[rule].Condition.Evaluate(batch);
                for (var row = 0; row < batch.Count; row++) Look(rule, batch, row, !holds.IsNull(row) && holds[row]);
            }
            catch (EvaluationException)
            {
                // A condition without a result holds for none of these rows; NULLIF and COALESCE say what is meant.
            }
        }
    }

    void Look(int rule, Batch batch, int row, bool holds)
    {
        var kind = batch.Kind(row);
        // The row that replaces it follows.
        if (kind == ChangeKind.UpdateBefore || (kind == ChangeKind.Delete && metric.IsWindowed)) return;
        var place = (rule, KeyOf(batch, row));
        var end = metric.IsWindowed ? ((Column<long>)batch.Columns[metric.EndColumn])[row] : long.MinValue;
        var known = _runs.TryGetValue(place, out var run);
        if (!holds || kind == ChangeKind.Delete)
        {
            if (!known || (metric.IsWindowed && end <= run!.End)) return;
            _runs.Remove(place);
            if (run!.Firing is { } firing) Put(place, Of(rule, Alert.Resolved, batch, row) with { Id = firing.Id });
            return;
        }
        if (!known)
        {
            if (_runs.Count >= MaxPlaces) return;
            _runs.Add(place, run = new());
        }
        Count(run!, end);
        if (run!.Firing is not null || run.Count < rules[rule].Windows) return;
        run.Firing = Of(rule, Alert.Firing, batch, row);
        Put(place, run.Firing);
    }

    void Count(Run run, long end)
    {
        // A correction of a window that has been looked at.
        if (metric.IsWindowed && end <= run.End) return;
        run.Count = run.Count == 0 || !metric.IsWindowed || metric.Window.WindowKind is { IsSliced: false }
            || end - run.End == metric.Window.SlideMs ? run.Count + 1 : 1;
        run.End = end;
    }

    void Put((int Rule, string Key) place, Alert alert) => board.Put($"{metric.Name}\u0001{place.Rule:D3}\u0001{place.Key}", alert);

    Alert Of(int rule, string state, Batch batch, int row)
    {
        var window = metric.IsWindowed ? Cell(batch, metric.EndColumn, row) : null;
        var asked = rules[rule].Windows > 1 ? $" for {rules[rule].Windows} windows" : "";
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8
            .GetBytes($"{metric.Name}\n{rules[rule].Text}{asked}\n{KeyOf(batch, row)}\n{window}")))[..16];
        return new(id, state, metric.Name, metric.Title, rules[rule].Text + asked, Cells(batch, row, _dimensions),
            Cells(batch, row, [.. Enumerable.Range(0, metric.Columns.Count)]), window, clock.GetUtcNow());
    }

    Dictionary<string, string?> Cells(Batch batch, int row, int[] columns) =>
        columns.ToDictionary(column => metric.Columns[column].Name, column => Cell(batch, column, row));

    string? Cell(Batch batch, int column, int row) =>
        Convert.ToString(_cells.Read(batch.Columns[column], metric.Columns[column].Type, row), CultureInfo.InvariantCulture);

    string KeyOf(Batch batch, int row) =>
        string.Join('\u0001', _dimensions.Select(column => batch.Columns[column].IsNull(row) ? "" : "=" + Cell(batch, column, row)));

    public void Snapshot(StateWriter writer)
    {
        writer.Write(_runs.Count);
        foreach (var ((rule, key), run) in _runs)
        {
            writer.Write(rules[rule].Text);
            writer.Write(key);
            writer.Write(run.Count);
            writer.Write(run.End);
            writer.Write(run.Firing is null ? "" : System.Text.Json.JsonSerializer.Serialize(run.Firing));
        }
    }

    /// <summary>Goes on with what a checkpoint knew. What fires is told again: the message about it may have been lost with the
    /// process.</summary>
    public void Restore(StateReader reader)
    {
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var (text, key, count, end, firing) =
                (reader.ReadString(), reader.ReadString(), reader.ReadInt32(), reader.ReadInt64(), reader.ReadString());
            var rule = Enumerable.Range(0, rules.Count).FirstOrDefault(rule => rules[rule].Text == text, -1);
            if (rule < 0) continue;
            var run = _runs[(rule, key)] = new() { Count = count, End = end,
                Firing = firing.Length == 0 ? null : System.Text.Json.JsonSerializer.Deserialize<Alert>(firing) };
            if (run.Firing is { } alert) Put((rule, key), alert);
        }
    }
}
