using Tally.Engine.Connectors.Stores;

namespace Tally.Results;

/// <summary>Compares rows by key, as text.</summary>
sealed class RowComparison
{
    readonly Dictionary<string, Row> _rows = [];
    long _count;

    /// <summary>Whether something that is expected is missing, or the other way round.</summary>
    public bool IsDifferent => _rows.Values.Any(row => row.Found.Count > 0 || (row.Missing.Count > 0 && !row.IsOpen));

    /// <summary>A row that should be there; several may have the same key where there is none.</summary>
    public void Expect(string key, string value, bool isOpen)
    {
        if (!_rows.TryGetValue(key, out var row)) _rows[key] = row = new() { IsOpen = isOpen };
        row.Missing.Add(value);
    }

    /// <summary>A row that is there.</summary>
    public void Find(string key, string value)
    {
        _count++;
        if (!_rows.TryGetValue(key, out var row)) _rows[key] = row = new();
        if (row.Missing.Remove(value)) row.EqualCount++;
        else row.Found.Add(value);
    }

    /// <summary>A row that should be there later, told of when all have been expected and found: where it is another, nothing can be said
    /// of it.</summary>
    public void ExpectLater(string key, string value)
    {
        if (!_rows.TryGetValue(key, out var row)) _rows[key] = row = new();
        row.Later.Add(value);
    }

    /// <summary>What differs, when all rows have been found.</summary>
    /// <param name="hasLater">Whether the later rows are known.</param>
    public Comparison End(bool hasLater)
    {
        var (differences, changing) = (new List<string>(), 0L);
        foreach (var (key, row) in _rows)
        {
            if (row.Found.Count == 0 && (row.Missing.Count == 0 || row.IsOpen)) continue;
            if (hasLater && row.IsChanging) changing += Math.Max(row.Found.Count, row.Missing.Count);
            else differences.AddRange(Describe(key, row));
        }
        return new(_count + _rows.Values.Where(row => !row.IsOpen).Sum(row => Math.Max(0, row.Missing.Count - row.Found.Count)),
            differences) { ChangingCount = changing };
    }

    static IEnumerable<string> Describe(string key, Row row)
    {
        var both = Math.Min(row.Found.Count, row.Missing.Count);
        for (var i = 0; i < both; i++) yield return $"{key}: found {row.Found[i]}, expected {row.Missing[i]}";
        foreach (var value in row.Found.Skip(both)) yield return $"not expected: {key} = {value}";
        if (row.IsOpen) yield break;
        foreach (var value in row.Missing.Skip(both)) yield return $"missing: {key} = {value}";
    }

    /// <summary>What is expected and found under one key; what agrees is only counted.</summary>
    sealed class Row
    {
        public List<string> Missing { get; } = [];

        public List<string> Found { get; } = [];

        public List<string> Later { get; } = [];

        public bool IsOpen { get; init; }

        public int EqualCount { get; set; }

        /// <summary>Whether what is expected later differs from what is expected now.</summary>
        public bool IsChanging => Later.Count != Missing.Count + EqualCount || Missing.Except(Later).Any();
    }
}
