using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Results;

/// <summary>Rows kept as columns until somebody looks at them: the engine writes far more rows than viewers read.</summary>
sealed class ColumnRows(MetricDefinition metric, CellReader cells)
{
    Column[] _columns = [.. metric.Columns.Select(column => Column.For(column.Type))];
    List<object?[]>? _rows;

    public int Count => _columns[0].Count;

    /// <summary>Copies rows to the end.</summary>
    public void Append(Batch batch, int from, int count)
    {
        _rows = null;
        for (var i = 0; i < _columns.Length; i++)
            for (var row = from; row < from + count; row++) _columns[i].Append(batch.Columns[i], row);
    }

    /// <summary>Forgets all rows and keeps their memory.</summary>
    public void Clear()
    {
        _rows = null;
        foreach (var column in _columns) column.Reset(0);
    }

    /// <summary>Takes out the first row that is equal to one of a batch; false when there is none.</summary>
    public bool Remove(Batch batch, int row)
    {
        var gone = new object?[_columns.Length];
        for (var i = 0; i < gone.Length; i++) gone[i] = cells.Read(batch.Columns[i], metric.Columns[i].Type, row);
        var index = Read().FindIndex(candidate => candidate.AsSpan().SequenceEqual(gone));
        if (index < 0) return false;
        int[] kept = [.. Enumerable.Range(0, Count).Where(other => other != index)];
        var left = new Batch { Count = kept.Length, Columns = [.. _columns.Select(column => column.Gather(kept))] };
        _columns = [.. metric.Columns.Select(column => Column.For(column.Type))];
        Append(left, 0, left.Count);
        return true;
    }

    /// <summary>The rows as values; the list is not written any more once it is handed out.</summary>
    public List<object?[]> Read()
    {
        if (_rows is not null) return _rows;
        _rows = new(Count);
        for (var row = 0; row < Count; row++)
        {
            var values = new object?[_columns.Length];
            for (var i = 0; i < values.Length; i++) values[i] = cells.Read(_columns[i], metric.Columns[i].Type, row);
            _rows.Add(values);
        }
        return _rows;
    }

    /// <summary>Appends all rows as a JSON array of arrays.</summary>
    public void WriteJson(CellJson json)
    {
        json.Byte((byte)'[');
        for (var row = 0; row < Count; row++)
        {
            json.Byte(row == 0 ? (byte)'[' : (byte)',');
            if (row > 0) json.Byte((byte)'[');
            for (var i = 0; i < _columns.Length; i++)
            {
                if (i > 0) json.Byte((byte)',');
                json.Cell(_columns[i], metric.Columns[i].Type, row);
            }
            json.Byte((byte)']');
        }
        json.Byte((byte)']');
    }

    public void Snapshot(StateWriter writer)
    {
        foreach (var column in _columns) writer.Write(column);
    }

    public void Restore(StateReader reader)
    {
        foreach (var column in _columns) reader.Read(column);
    }
}
