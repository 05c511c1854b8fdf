using Tally.Engine.Connectors.Stores;

namespace Tally.Results;

/// <summary>Compares rows by key, as text.</summary>
sealed class RowComparison
{
    readonly Dictionary<string, (List<string> Values, bool IsOpen)> _expected = [];
    readonly List<string> _differences = [];
    long _count;

    /// <summary>A row that should be there; several may have the same key where there is none.</summary>
    public void Expect(string key, string value, bool isOpen)
    {
        if (!_expected.TryGetValue(key, out var known)) _expected[key] = known = ([], isOpen);
        known.Values.Add(value);
    }

    /// <summary>A row that is there.</summary>
    public void Find(string key, string value)
    {
        _count++;
        if (!_expected.TryGetValue(key, out var known) || known.Values.Count == 0) _differences.Add($"not expected: {key} = {value}");
        else if (!known.Values.Remove(value))
        {
            _differences.Add($"{key}: found {value}, expected {known.Values[0]}");
            known.Values.RemoveAt(0);
        }
    }

    /// <summary>What differs, when all rows have been found.</summary>
    public Comparison End()
    {
        foreach (var (key, (values, isOpen)) in _expected)
        {
            if (isOpen) continue;
            _count += values.Count;
            _differences.AddRange(values.Select(value => $"missing: {key} = {value}"));
        }
        return new(_count, _differences);
    }
}
