using System.Text.Unicode;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.Csv;

/// <summary>Decodes CSV records: fields by their place in the table, or by the names in the header of their file.</summary>
sealed class CsvDecoder(DecoderRequest request, CsvDialect dialect, bool isScalar)
    : SlicingDecoder(new CsvReaders(dialect, isScalar).Create(request), new(request.Fields, dialect.IgnoresErrors, failOnMissing: false))
{
    CsvScan _scan = new(dialect, Targets(request), isScalar);
    byte[]? _header;

    public override void UseHeader(byte[] header)
    {
        if (_header is not null && header.AsSpan().SequenceEqual(_header)) return;
        _header = header;
        var names = CsvHeader.Read(header, dialect);
        var fields = request.Fields.Select(field => field.Name).ToList();
        _scan = new(dialect, [.. names.Select(name => fields.IndexOf(name))], isScalar);
    }

    static int[] Targets(DecoderRequest request)
    {
        var targets = new int[request.AllFields.Count];
        Array.Fill(targets, -1);
        for (var i = 0; i < request.Fields.Count; i++) targets[request.FieldIndexes[i]] = i;
        return targets;
    }

    protected override bool KeepsEmpty => true;

    protected override void Scan(byte[] bytes, int start, int end, int record, SliceTable table, List<BadRecord> bad)
    {
        // As in Jackson, who may write comments may leave lines empty.
        if (dialect.AllowsComments && (bytes.AsSpan(start, end - start).Trim((byte)' ').IsEmpty || bytes[start] == '#')) return;
        if (bytes.AsSpan(start, end - start).StartsWith("\uFEFF"u8)) start += 3;
        var rows = table.Rows;
        var isGood = _scan.TryScan(bytes, start, end, table.AddRow(record));
        var isText = !_scan.HasNonAscii || Utf8.IsValid(bytes.AsSpan(start, end - start));
        if (isGood && isText) return;
        table.Truncate(rows);
        if (!dialect.IgnoresErrors)
            bad.Add(isText ? new(record, "csv", _scan.Reason) : new(record, "utf8", "found bytes that are no UTF-8 text, expected UTF-8"));
    }
}
