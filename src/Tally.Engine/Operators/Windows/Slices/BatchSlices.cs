namespace Tally.Engine.Operators.Windows.Slices;

/// <summary>The slices that the rows of one batch go to, numbered as they are met.</summary>
sealed class BatchSlices(SliceStore store)
{
    readonly List<Slice> _slices = [];
    readonly Dictionary<(long Start, long FirstEnd), int> _indexes = [];
    int _last;

    public IReadOnlyList<Slice> Slices => _slices;

    public void Clear()
    {
        _slices.Clear();
        _indexes.Clear();
        _last = -1;
    }

    /// <summary>The number of the slice of these bounds; it is opened if need be.</summary>
    public int IndexOf(long start, long firstEnd, long lastEnd)
    {
        // Rows that follow each other mostly go to the same slice.
        if (_last >= 0 && _slices[_last].Start == start && _slices[_last].FirstWindowEnd == firstEnd) return _last;
        if (_indexes.TryGetValue((start, firstEnd), out _last)) return _last;
        _last = _slices.Count;
        _indexes.Add((start, firstEnd), _last);
        _slices.Add(store.Open(start, firstEnd, lastEnd));
        return _last;
    }
}
