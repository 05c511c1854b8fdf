namespace Tally.Log;

/// <summary>How far the records of one source have come in a partition whose readers remove repeats themselves.</summary>
/// <param name="Source">Who read the records.</param>
/// <param name="Position">The highest position delivered.</param>
/// <param name="Part">The 0-based index of the last record delivered among those that share the position.</param>
public readonly record struct SourceMark(string Source, long Position, int Part);

/// <summary>The marks of one partition: what tells a repeat from a new record. A checkpoint keeps them.</summary>
/// <remarks>The sources heard of least recently are forgotten when they are too many; which, depends on the records alone.</remarks>
public sealed class SourceMarks
{
    /// <summary>How many sources are kept at least.</summary>
    public const int MaxCount = 100_000;

    readonly Dictionary<string, (long Position, int Part, long GroupingId)> _marks = new(StringComparer.Ordinal);
    long _setNumber;

    public SourceMarks(IEnumerable<SourceMark> marks)
    {
        foreach (var mark in marks) Set(mark);
    }

    public int Count => _marks.Count;

    /// <summary>All marks, those heard of least recently first.</summary>
    public IReadOnlyList<SourceMark> All =>
        [.. _marks.OrderBy(entry => entry.Value.GroupingId)
            .Select(entry => new SourceMark(entry.Key, entry.Value.Position, entry.Value.Part))];

    /// <summary>Whether a record lies at or below what its source has delivered.</summary>
    public bool IsRepeat(in SourceMark record) =>
        _marks.TryGetValue(record.Source, out var known)
            && (record.Position < known.Position || (record.Position == known.Position && record.Part <= known.Part));

    /// <summary>Takes over how far a source has come.</summary>
    public void Set(in SourceMark mark)
    {
        _marks[mark.Source] = (mark.Position, mark.Part, ++_setNumber);
        if (_marks.Count > 2 * MaxCount) ForgetOldest();
    }

    void ForgetOldest()
    {
        foreach (var (source, _) in _marks.OrderBy(entry => entry.Value.GroupingId).Take(_marks.Count - MaxCount).ToList())
            _marks.Remove(source);
    }
}
