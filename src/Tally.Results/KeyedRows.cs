using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Results;

/// <summary>The rows of an updating metric by key; without a key a bag of rows.</summary>
sealed class KeyedRows(MetricDefinition metric, CellReader cells, int maxRows)
{
    readonly LinkedHashMap<object?[], object?[]> _rows = new(RowComparer.Instance);
    readonly OrderedBag<object?[]> _bag = new(RowComparer.Instance);

    public int RowCount => HasKey ? _rows.Count : _bag.Count;

    bool HasKey => metric.Key.Count > 0;

    IEnumerable<object?[]> Rows => HasKey ? _rows.Values : _bag;

    public void Take(Batch batch)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            // An update with a key is one step: the new value follows and replaces the old one in place.
            if (HasKey && batch.Kind(row) == ChangeKind.UpdateBefore) continue;
            if (batch.IsRetraction(row)) Remove(Read(batch, row));
            else Put(Read(batch, row));
        }
        while (RowCount > maxRows) RemoveFirst();
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
        if (period < 0 || request.Window == "all" && request.Windows is null || RowCount == 0) return Rows;
        if (request.Windows is not null || request.Window == "latest") return NewestPeriods.Of(metric, [.. Rows], request.Windows ?? 1);
        var start = metric.StartColumn >= 0 ? metric.StartColumn : period;
        return Rows.Where(row => row[start] is string text && request.Covers(text));
    }

    public void Snapshot(StateWriter writer) => RowState.Write(writer, [.. Rows]);

    public void Restore(StateReader reader)
    {
        _rows.Clear();
        _bag.Clear();
        foreach (var row in RowState.Read(reader)) Put(row);
    }

    void Put(object?[] row)
    {
        if (HasKey) _rows[KeyOf(row)] = row;
        else _bag.Add(row);
    }

    void Remove(object?[] row)
    {
        if (HasKey) _rows.Remove(KeyOf(row));
        else _bag.Remove(row);
    }

    void RemoveFirst()
    {
        if (HasKey) _rows.RemoveFirst();
        else _bag.RemoveFirst();
    }

    object?[] KeyOf(object?[] row) => [.. metric.Key.Select(index => row[index])];
}
