using System.Text;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.AccessLog;

/// <summary>Recognizes by itself what a line is: it tries what the line before was, and then all others.</summary>
sealed class AnyLineScan : ILineScan
{
    readonly ILineScan[] _scans;
    int _last;

    public AnyLineScan(LineTargets targets, bool isScalar) =>
        _scans = [.. AccessLogPresets.Recognized.Select(name => new AccessLogScan(AccessLogPattern.Parse(name), targets, isScalar)),
            new JsonLineScan(targets)];

    public string Name => _scans[_last].Name;

    public string Reason { get; private set; } = "";

    /// <summary>What the first line is that is a whole line of a kind that is known, or null.</summary>
    public static string? Recognize(IEnumerable<string> lines)
    {
        var scan = new AnyLineScan(new([]), isScalar: false);
        foreach (var bytes in lines.Select(Encoding.UTF8.GetBytes))
            if (scan.Scan(bytes, 0, bytes.Length, []) == LineKind.Row) return scan.Name;
        return null;
    }

    public LineKind Scan(byte[] bytes, int start, int end, Span<ValueSlice> row)
    {
        // JSON and text cannot be taken for each other.
        if (bytes[start] == '{')
        {
            _last = _scans.Length - 1;
            if (_scans[_last].Scan(bytes, start, end, row) == LineKind.Row) return LineKind.Row;
            Reason = _scans[_last].Reason;
            return LineKind.Bad;
        }
        if (_scans[_last].Scan(bytes, start, end, row) == LineKind.Row) return LineKind.Row;
        for (var i = 0; i < _scans.Length - 1; i++)
        {
            if (i == _last) continue;
            row.Fill(ValueSlice.Missing);
            if (_scans[i].Scan(bytes, start, end, row) != LineKind.Row) continue;
            _last = i;
            return LineKind.Row;
        }
        Reason = $"{_scans[0].Reason} (as combined; it is no line of {string.Join(", ", AccessLogPresets.Recognized.Skip(1))} either)";
        return LineKind.Bad;
    }
}
