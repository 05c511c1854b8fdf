using Tally.Engine.Columns;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.AccessLog;

/// <summary>Decodes lines of a web server's access log.</summary>
sealed class AccessLogDecoder(DecoderRequest request, string? pattern, bool isScalar)
    : SlicingDecoder(new AccessLogReaders(pattern, request.TimeZone, isScalar).CreateAll(request),
        new(request.Fields, ignoreErrors: false, failOnMissing: false))
{
    static readonly byte[] s_byteOrderMark = [0xEF, 0xBB, 0xBF];

    readonly ILineScan _scan = CreateScan(pattern, new(request.Fields), isScalar);

    protected override void Scan(byte[] bytes, int start, int end, int record, SliceTable table, List<BadRecord> bad)
    {
        var rows = table.Rows;
        if (bytes.AsSpan(start, end - start).StartsWith(s_byteOrderMark)) start += s_byteOrderMark.Length;
        if (start == end) return;
        var kind = _scan.Scan(bytes, start, end, table.AddRow(record));
        if (kind == LineKind.Row) return;
        table.Truncate(rows);
        if (kind == LineKind.Bad) bad.Add(new(record, "access-log", _scan.Reason));
    }

    static ILineScan CreateScan(string? pattern, LineTargets targets, bool isScalar) => pattern switch
    {
        null => new AnyLineScan(targets, isScalar),
        "json" or "caddy" or "traefik" => new JsonLineScan(targets),
        "w3c" or "cloudfront" => new W3cScan(pattern, targets),
        _ => new AccessLogScan(AccessLogPattern.Parse(pattern), targets, isScalar),
    };
}
