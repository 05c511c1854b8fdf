using System.Globalization;

namespace Tally.Benchmarks.Harness;

/// <summary>Delays in milliseconds, all of them kept.</summary>
sealed class Percentiles
{
    readonly List<double> _valuesMs = [];
    bool _isSorted;

    public int Count => _valuesMs.Count;

    public void Add(double valueMs)
    {
        _valuesMs.Add(valueMs);
        _isSorted = false;
    }

    /// <summary>The value that a share of all do not exceed.</summary>
    public double At(double share)
    {
        if (!_isSorted) _valuesMs.Sort();
        _isSorted = true;
        return _valuesMs.Count == 0 ? double.NaN : _valuesMs[Math.Min(_valuesMs.Count - 1, (int)(share * _valuesMs.Count))];
    }

    public string Describe() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"p50 {At(0.5):0.##} ms, p99 {At(0.99):0.##} ms, p99.9 {At(0.999):0.##} ms, p99.99 {At(0.9999):0.##} ms, of {Count:N0}"
        );
}
