using System.Text;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.AccessLog;

/// <summary>Finds the values of a line of a W3C extended log (IIS, CloudFront), whose fields a line before says.</summary>
sealed class W3cScan(string name, LineTargets targets) : ILineScan
{
    // What IIS and CloudFront write as long as nobody has chosen.
    const string Iis =
        "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus "
            + "sc-win32-status time-taken";
    const string CloudFront = "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent)";

    string _header = "";
    string[] _names = (name == "cloudfront" ? CloudFront : Iis).Split(' ');
    int[][] _fields = [];

    public string Name => name;

    public string Reason { get; private set; } = "";

    public LineKind Scan(byte[] bytes, int start, int end, Span<ValueSlice> row)
    {
        var line = bytes.AsSpan(start, end - start);
        while (line is [.., (byte)' ' or (byte)'\r']) line = line[..^1];
        if (line is [(byte)'#', ..]) return TakeComment(line);
        if (_fields.Length == 0) _fields = [.. _names.Select(FieldsOf)];
        return Fill(bytes, start, line, row) ? LineKind.Row : LineKind.Bad;
    }

    LineKind TakeComment(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("#Fields:"u8)) return LineKind.Comment;
        var header = Encoding.UTF8.GetString(line["#Fields:".Length..]).Trim();
        if (header == _header) return LineKind.Comment;
        (_header, _names, _fields) = (header, header.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries), []);
        return LineKind.Comment;
    }

    bool Fill(byte[] bytes, int start, ReadOnlySpan<byte> line, Span<ValueSlice> row)
    {
        var isAscii = Ascii.IsValid(line);
        var separator = line.Contains((byte)'\t') ? (byte)'\t' : (byte)' ';
        var count = line.Count(separator) + 1;
        // CloudFront has gone on adding fields behind the others.
        if (count < _names.Length || (count > _names.Length && (name != "cloudfront" || _header.Length > 0)))
            return Fail($"found {count} fields, expected {_names.Length}: {string.Join(' ', _names)}");
        var from = 0;
        for (var i = 0; i < _names.Length; i++)
        {
            var length = line[from..].IndexOf(separator);
            var to = length < 0 ? line.Length : from + length;
            // The date and the time of a line are one value.
            var end = _names[i] == "date" && i + 1 < _names.Length && _names[i + 1] == "time"
                ? Math.Min(line.Length, to + 1 + TimeLength(line[Math.Min(line.Length, to + 1)..], separator))
                : to;
            foreach (var field in _fields[i]) row[field] = LineTargets.Slice(bytes, start + from, start + end, hasEscapes: false, isAscii);
            from = to + 1;
        }
        return true;
    }

    static int TimeLength(ReadOnlySpan<byte> rest, byte separator) => rest.IndexOf(separator) is >= 0 and var length ? length : rest.Length;

    int[] FieldsOf(string field) => field == "date" ? targets.Of("time_iso8601") : targets.Of(AccessLogColumns.OfW3c(field));

    bool Fail(string reason)
    {
        Reason = reason;
        return false;
    }
}
