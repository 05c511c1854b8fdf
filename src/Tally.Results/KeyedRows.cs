using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Results;

/// <summary>The rows of an updating metric by key; without a key a bag of rows.</summary>
sealed class KeyedRows(MetricDefinition metric, CellReader cells, int maxRows)
{
    readonly OrderedDictionary<string, object?[]> _rows = [];
    long _added;

    public int RowCount => _rows.Count;

    public void Take(Batch batch)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            // An update with a key is one step: the new value follows and replaces the old one in place.
            if (metric.Key.Count > 0 && batch.Kind(row) == ChangeKind.UpdateBefore) continue;
            if (batch.IsRetraction(row)) Remove(Read(batch, row));
            else Put(Read(batch, row));
        }
        while (_rows.Count > maxRows) _rows.RemoveAt(0);
    }

    object?[] Read(Batch batch, int row)
    {
        var values = new object?[metric.Columns.Count];
        for (var i = 0; i < values.Length; i++) values[i] = cells.Read(batch.Columns[i], metric.Columns[i].Type, row);
        return values;
    }

    /// <summary>All rows; for "latest", those of the newest window or day where rows have one.</summary>
    public IEnumerable<object?[]> Select(RowsRequest request)
    {
        var period = metric.PeriodColumn;
        if (period < 0 || request.Window == "all" && request.Windows is null || _rows.Count == 0) return _rows.Values;
        if (request.Windows is not null || request.Window == "latest") return NewestPeriods.Of(metric, [.. _rows.Values], request.Windows ?? 1);
        var start = metric.StartColumn >= 0 ? metric.StartColumn : period;
        return _rows.Values.Where(row => row[start] is string text && request.Covers(text));
    }

    public void Snapshot(StateWriter writer) => RowState.Write(writer, [.. _rows.Values]);

    public void Restore(StateReader reader)
    {
        _rows.Clear();
        foreach (var row in RowState.Read(reader)) Put(row);
    }

    void Put(object?[] row) => _rows[metric.Key.Count == 0 ? $"#{_added++}" : KeyOf(row)] = row;

    void Remove(object?[] row)
    {
        if (metric.Key.Count > 0)
        {
            _rows.Remove(KeyOf(row));
            return;
        }
        foreach (var (key, candidate) in _rows)
        {
            if (!candidate.AsSpan().SequenceEqual(row)) continue;
            _rows.Remove(key);
            return;
        }
    }

    string KeyOf(object?[] row) => string.Join('\u0001', metric.Key.Select(index => row[index] is { } value ? "=" + value : ""));
}
