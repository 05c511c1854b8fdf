using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Results;

/// <summary>The rows of a metric by window: final ones for windows that have fired, the newest preview for open ones.</summary>
sealed class WindowedRows(MetricDefinition metric, CellReader cells, int maxRows)
{
    const long HourMs = 3_600_000;

    readonly SortedDictionary<(long End, long Start), Window> _windows = [];

    readonly HashSet<(long End, long Start)> _noted = [];
    readonly HistoryBatch _history = new(metric, cells);

    public int RowCount { get; private set; }

    /// <summary>Whether windows that are over are noted for <see cref="TakeFinal"/>.</summary>
    public bool NotesFinal { get; set; }

    /// <summary>Windows that are over, or were corrected, since the last call, as rows of the history; null when there are none. Valid
    /// until the table is written again.</summary>
    public Batch? TakeFinal()
    {
        foreach (var key in _noted) _history.Add(key.Start, key.End, _windows[key].Rows);
        _noted.Clear();
        return _history.Take();
    }

    // A cumulating day holds itself minute by minute: the hours are enough.
    bool IsRemembered((long End, long Start) key) =>
        NotesFinal
            && (metric.Window.WindowKind is not { IsCumulative: true } || key.End - key.Start == metric.Window.SizeMs
                || (key.End - key.Start) % HourMs == 0);

    /// <summary>Takes the rows of one batch.</summary>
    /// <param name="preview">Whether they replace earlier previews of their windows instead of being final.</param>
    public void Take(bool preview, Batch batch)
    {
        var begun = new HashSet<Window>();
        for (int row = 0, count; row < batch.Count; row += count)
        {
            var key = KeyOf(batch, row);
            for (count = 1; row + count < batch.Count && KeyOf(batch, row + count) == key; count++) { }
            var window = Open(key);
            if (preview && window.IsFinal) continue;
            if (preview ? begun.Add(window) : !window.IsFinal) Clear(window);
            window.IsFinal |= !preview;
            if (!preview && IsRemembered(key)) _noted.Add(key);
            Append(window, batch, row, count);
        }
        while (RowCount > maxRows && _windows.Count > 1) DropOldest();
    }

    /// <summary>Takes corrections of windows that have fired: rows that go, rows that come.</summary>
    public void Correct(Batch batch)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            var key = KeyOf(batch, row);
            var window = Open(key);
            if (IsRemembered(key)) _noted.Add(key);
            if (batch.IsRetraction(row))
            {
                if (window.IsFinal && window.Rows.Remove(batch, row)) RowCount--;
                continue;
            }
            if (!window.IsFinal) Clear(window);
            window.IsFinal = true;
            Append(window, batch, row, 1);
        }
        while (RowCount > maxRows && _windows.Count > 1) DropOldest();
    }

    /// <summary>The rows of the windows that a request asks for, whether all of these have fired, and the ends of those that
    /// have.</summary>
    public (IEnumerable<object?[]> Rows, bool Final, IReadOnlyList<string> FinalEnds) Select(RowsRequest request)
    {
        var chosen = Choose(request).ToList();
        var type = metric.Columns[metric.EndColumn].Type;
        var finalEnds = chosen.Where(pair => pair.Value.IsFinal).Select(pair => cells.Text(pair.Key.End, type)).Distinct().ToList();
        return (chosen.SelectMany(pair => pair.Value.Rows.Read()), chosen.Count > 0 && chosen.All(pair => pair.Value.IsFinal), finalEnds);
    }

    IEnumerable<KeyValuePair<(long End, long Start), Window>> Choose(RowsRequest request)
    {
        var type = metric.Columns[metric.StartColumn].Type;
        if (request.Windows is null && request.Window != "latest")
            return _windows.Where(pair => request.Covers(cells.Text(pair.Key.Start, type)));
        if (_windows.Count == 0) return [];
        var last = Latest().Key;
        var begun = _windows.Keys.Reverse().TakeWhile(key => key != last).Count();
        var count = Math.Min(request.Windows ?? 1, _windows.Count - begun);
        return _windows.Skip(_windows.Count - begun - count).Take(count);
    }

    // Sliding windows overlap: of those that are open the first is the fullest, and the later ones have only begun.
    KeyValuePair<(long End, long Start), Window> Latest() =>
        metric.Window.WindowKind is { IsOverlapping: true }
            && _windows.FirstOrDefault(pair => !pair.Value.IsFinal) is { Value: not null } fullest
            ? fullest
            : _windows.Last();

    public void Snapshot(StateWriter writer)
    {
        var final = _windows.Where(pair => pair.Value.IsFinal).ToList();
        writer.Write(final.Count);
        foreach (var (key, window) in final)
        {
            writer.Write(key.End);
            writer.Write(key.Start);
            window.Rows.Snapshot(writer);
        }
    }

    public void Restore(StateReader reader)
    {
        _windows.Clear();
        RowCount = 0;
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            var window = Open((reader.ReadInt64(), reader.ReadInt64()));
            window.IsFinal = true;
            window.Rows.Restore(reader);
            RowCount += window.Rows.Count;
        }
    }

    (long End, long Start) KeyOf(Batch batch, int row) =>
        (((Column<long>)batch.Columns[metric.EndColumn]).Values[row], ((Column<long>)batch.Columns[metric.StartColumn]).Values[row]);

    Window Open((long End, long Start) key)
    {
        if (!_windows.TryGetValue(key, out var window)) _windows.Add(key, window = new(new(metric, cells)));
        return window;
    }

    void Append(Window window, Batch batch, int from, int count)
    {
        window.Rows.Append(batch, from, count);
        RowCount += count;
    }

    void Clear(Window window)
    {
        RowCount -= window.Rows.Count;
        window.Rows.Clear();
    }

    void DropOldest()
    {
        var oldest = _windows.First();
        if (_noted.Remove(oldest.Key)) _history.Add(oldest.Key.Start, oldest.Key.End, oldest.Value.Rows);
        RowCount -= oldest.Value.Rows.Count;
        _windows.Remove(oldest.Key);
    }

    sealed class Window(ColumnRows rows)
    {
        public ColumnRows Rows => rows;
        public bool IsFinal;
    }
}
