using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Results;

/// <summary>Rows kept as columns until somebody looks at them: the engine writes far more rows than viewers read.</summary>
sealed class ColumnRows(MetricDefinition metric, CellReader cells)
{
    Column[] _columns = [.. metric.Columns.Select(column => Column.For(column.Type))];
    readonly List<int> _gone = [];
    Dictionary<object?[], Queue<int>>? _places;
    List<object?[]>? _rows;

    public int Count => _columns[0].Count - _gone.Count;

    /// <summary>Copies rows to the end.</summary>
    public void Append(Batch batch, int from, int count)
    {
        _rows = null;
        for (var row = from; _places is not null && row < from + count; row++)
            Index(ValuesOf(batch.Columns, row), _columns[0].Count + row - from);
        for (var i = 0; i < _columns.Length; i++)
            for (var row = from; row < from + count; row++) _columns[i].Append(batch.Columns[i], row);
    }

    /// <summary>Forgets all rows and keeps their memory.</summary>
    public void Clear()
    {
        _rows = null;
        _places = null;
        _gone.Clear();
        foreach (var column in _columns) column.Reset(0);
    }

    /// <summary>Takes out the first row that is equal to one of a batch; false when there is none.</summary>
    public bool Remove(Batch batch, int row)
    {
        if (_places is null) IndexAll();
        var gone = ValuesOf(batch.Columns, row);
        if (!_places!.TryGetValue(gone, out var places)) return false;
        _gone.Add(places.Dequeue());
        if (places.Count == 0) _places.Remove(gone);
        _rows = null;
        return true;
    }

    void IndexAll()
    {
        _places = new(RowComparer.Instance);
        for (var row = 0; row < Count; row++) Index(ValuesOf(_columns, row), row);
    }

    void Index(object?[] values, int row)
    {
        if (!_places!.TryGetValue(values, out var places)) _places.Add(values, places = new());
        places.Enqueue(row);
    }

    // Rows that were taken out stay until somebody looks, so that taking out many does not copy the others as often.
    void Compact()
    {
        if (_gone.Count == 0) return;
        var gone = _gone.ToHashSet();
        int[] kept = [.. Enumerable.Range(0, _columns[0].Count).Where(row => !gone.Contains(row))];
        var left = new Batch { Count = kept.Length, Columns = [.. _columns.Select(column => column.Gather(kept))] };
        _gone.Clear();
        _places = null;
        _columns = [.. metric.Columns.Select(column => Column.For(column.Type))];
        Append(left, 0, left.Count);
    }

    object?[] ValuesOf(Column[] columns, int row)
    {
        var values = new object?[columns.Length];
        for (var i = 0; i < values.Length; i++) values[i] = cells.Read(columns[i], metric.Columns[i].Type, row);
        return values;
    }

    /// <summary>The rows as values; the list is not written any more once it is handed out.</summary>
    public List<object?[]> Read()
    {
        if (_rows is not null) return _rows;
        Compact();
        _rows = new(Count);
        for (var row = 0; row < Count; row++) _rows.Add(ValuesOf(_columns, row));
        return _rows;
    }

    /// <summary>Appends all rows as a JSON array of arrays.</summary>
    public void WriteJson(ResultCellWriter json)
    {
        Compact();
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
        Compact();
        foreach (var column in _columns) writer.Write(column);
    }

    public void Restore(StateReader reader)
    {
        foreach (var column in _columns) reader.Read(column);
    }
}
