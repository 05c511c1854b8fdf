using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Results;

/// <summary>The rows of a metric by window: final ones for windows that have fired, the newest preview for open ones.</summary>
sealed class WindowedRows(MetricDefinition metric, int maxRows)
{
    readonly SortedDictionary<(string End, string Start), Window> _windows = new(Comparer<(string End, string Start)>.Create(CompareWindows));

    public int RowCount { get; private set; }

    /// <summary>Takes the rows of one batch.</summary>
    /// <param name="preview">Whether they replace earlier previews of their windows instead of being final.</param>
    public void Take(bool preview, List<object?[]> rows)
    {
        var begun = new HashSet<Window>();
        foreach (var row in rows)
        {
            var window = Open(row);
            if (preview && window.IsFinal) continue;
            if (preview ? begun.Add(window) : !window.IsFinal) Clear(window);
            window.IsFinal |= !preview;
            window.Rows.Add(row);
            RowCount++;
        }
        while (RowCount > maxRows && _windows.Count > 1) DropOldest();
    }

    /// <summary>Takes corrections of windows that have fired: rows that go, rows that come.</summary>
    public void Correct(Batch batch, List<object?[]> rows)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (!batch.IsRetraction(i)) Take(false, [rows[i]]);
            else if (Open(rows[i]) is { IsFinal: true } window) Remove(window, rows[i]);
        }
    }

    void Remove(Window window, object?[] row)
    {
        var index = window.Rows.FindIndex(candidate => candidate.AsSpan().SequenceEqual(row));
        if (index < 0) return;
        window.Rows.RemoveAt(index);
        RowCount--;
    }

    public (IEnumerable<object?[]> Rows, bool Final) Select(RowsRequest request)
    {
        if (_windows.Count == 0) return ([], false);
        if (request.Window == "latest")
        {
            var latest = Latest();
            return (latest.Rows, latest.IsFinal);
        }
        var chosen = _windows.Where(pair => request.Covers(pair.Key.Start)).Select(pair => pair.Value).ToList();
        return (chosen.SelectMany(window => window.Rows), chosen.Count > 0 && chosen.All(window => window.IsFinal));
    }

    // Sliding windows overlap: of those that are open the first is the fullest, and the later ones have only begun.
    Window Latest() => (metric.Window.Kind == "hop" ? _windows.Values.FirstOrDefault(window => !window.IsFinal) : null) ?? _windows.Last().Value;

    public void Snapshot(StateWriter writer)
    {
        var final = _windows.Values.Where(window => window.IsFinal).ToList();
        writer.Write(final.Count);
        foreach (var window in final) RowState.Write(writer, window.Rows);
    }

    public void Restore(StateReader reader)
    {
        _windows.Clear();
        RowCount = 0;
        for (var count = reader.ReadInt32(); count > 0; count--) Take(false, RowState.Read(reader));
    }

    Window Open(object?[] row)
    {
        var key = ((string)row[metric.EndColumn]!, (string)row[metric.StartColumn]!);
        if (!_windows.TryGetValue(key, out var window)) _windows.Add(key, window = new());
        return window;
    }

    void Clear(Window window)
    {
        RowCount -= window.Rows.Count;
        window.Rows.Clear();
    }

    void DropOldest()
    {
        var oldest = _windows.First();
        RowCount -= oldest.Value.Rows.Count;
        _windows.Remove(oldest.Key);
    }

    // The text of times sorts as the times do.
    static int CompareWindows((string End, string Start) left, (string End, string Start) right)
    {
        var order = string.CompareOrdinal(left.End, right.End);
        return order != 0 ? order : string.CompareOrdinal(left.Start, right.Start);
    }

    sealed class Window
    {
        public readonly List<object?[]> Rows = [];
        public bool IsFinal;
    }
}
