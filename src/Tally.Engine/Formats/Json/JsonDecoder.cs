using System.Text.Unicode;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.Json;

/// <summary>Decodes JSON objects, one or an array of them a record. Checks the whole record; converts only the fields asked for.</summary>
sealed class JsonDecoder : SlicingDecoder
{
    const int RecordsAlone = 64;

    readonly JsonNames _names;
    readonly JsonLayout? _layout;
    readonly bool _ignoreErrors;
    int _alone;

    /// <param name="isScalar">Whether every record goes to the cursor.</param>
    public JsonDecoder(DecoderRequest request, JsonReaders readers, bool ignoreErrors, bool failOnMissing, bool isScalar)
        : base(readers.Create(request), new(request.Fields, ignoreErrors, failOnMissing))
    {
        _names = new([.. request.Fields.Select(field => field.Name)]);
        _layout = isScalar ? null : new(_names);
        _ignoreErrors = ignoreErrors;
    }

    protected override void Scan(byte[] bytes, int start, int end, int record, SliceTable table, List<BadRecord> bad)
    {
        var rows = table.Rows;
        if (_layout is not null && _layout.TryScan(bytes, start, end, table.AddRow(record))) return;
        table.Truncate(rows);
        if (!TryScan(bytes, start, end, record, table, bad)) table.Truncate(rows);
        else _layout?.Learn(bytes, start, end);
    }

    protected override bool TryScanPair(byte[] bytes, (int Start, int End) one, (int Start, int End) two, int record, SliceTable table)
    {
        // Where records of several layouts are mixed, pairs are tried only now and then.
        if (_layout is null || --_alone >= 0) return false;
        var rows = table.Rows;
        table.AddRow(record);
        table.AddRow(record + 1);
        if (_layout.TryScanPair(bytes, one, two, table.Row(rows), table.Row(rows + 1)))
        {
            _alone = 0;
            return true;
        }
        table.Truncate(rows);
        _alone = RecordsAlone;
        return false;
    }

    bool TryScan(byte[] bytes, int start, int end, int record, SliceTable table, List<BadRecord> bad)
    {
        var cursor = new JsonCursor(bytes.AsSpan(0, end), start);
        if (bytes.AsSpan(start, end - start).StartsWith("\uFEFF"u8)) cursor.Position += 3;
        var (kind, reason) = ScanDocument(bytes, record, ref cursor, table);
        if (kind is null && cursor.HasNonAscii && !Utf8.IsValid(bytes.AsSpan(start, end - start)))
            (kind, reason) = ("utf8", "found bytes that are no UTF-8 text, expected UTF-8");
        if (kind is not null && !_ignoreErrors) bad.Add(new(record, kind, reason ?? Describe(bytes, start, end, cursor)));
        return kind is null;
    }

    (string? Kind, string? Reason) ScanDocument(byte[] bytes, int record, ref JsonCursor cursor, SliceTable table)
    {
        cursor.SkipSpace();
        var first = cursor.Next;
        string? misfit = null;
        var isWellFormed = first switch
        {
            (byte)'{' => ScanObject(bytes, ref cursor, 1, table.AddRow(record)),
            (byte)'[' => ScanArray(bytes, record, ref cursor, table, ref misfit),
            _ => cursor.TryReadValue(0, out _),
        };
        if (!isWellFormed) return ("json", null);
        cursor.SkipSpace();
        if (!cursor.IsAtEnd && !cursor.Fail("nothing behind the value")) return ("json", null);
        if (first is not ((byte)'{' or (byte)'[')) misfit = Misfit(first);
        return misfit is null ? default : ("type", misfit);
    }

    bool ScanObject(byte[] bytes, ref JsonCursor cursor, int depth, Span<ValueSlice> row)
    {
        cursor.Position++;
        cursor.SkipSpace();
        if (cursor.TryTake((byte)'}')) return true;
        while (true)
        {
            if (!cursor.TryReadName(out var name) || !cursor.TryReadValue(depth, out var value)) return false;
            if (_names.Find(bytes, name) is >= 0 and var field) row[field] = value;
            cursor.SkipSpace();
            if (cursor.TryTake((byte)'}')) return true;
            if (!cursor.TryTake((byte)',')) return cursor.Fail("',' or '}'");
            cursor.SkipSpace();
        }
    }

    /// <summary>An array at the top gives a row for each object in it; null gives none.</summary>
    bool ScanArray(byte[] bytes, int record, ref JsonCursor cursor, SliceTable table, ref string? misfit)
    {
        cursor.Position++;
        cursor.SkipSpace();
        if (cursor.TryTake((byte)']')) return true;
        while (true)
        {
            var first = cursor.Next;
            if (!(first == '{' ? ScanObject(bytes, ref cursor, 2, table.AddRow(record)) : cursor.TryReadValue(1, out _))) return false;
            if (first is not ((byte)'{' or (byte)'n') && !_ignoreErrors) misfit = Misfit(first);
            cursor.SkipSpace();
            if (cursor.TryTake((byte)']')) return true;
            if (!cursor.TryTake((byte)',')) return cursor.Fail("',' or ']'");
            cursor.SkipSpace();
        }
    }

    static string Misfit(byte first) => $"found {first switch
    {
        (byte)'"' => "a string",
        (byte)'[' => "an array in an array",
        (byte)'t' or (byte)'f' => "a truth value",
        (byte)'n' => "null",
        _ => "a number",
    }}, expected an object";

    static string Describe(byte[] bytes, int start, int end, JsonCursor cursor)
    {
        var at = Math.Min(cursor.Position, end);
        if (at == end && bytes.AsSpan(start, end - start).Trim(" \t\r"u8).Length <= 2)
            return "found a bracket alone, expected an object: the JSON is spread over several lines, and a record is one line (jq -c "
                + "'.[]? // .' FILE writes it so)";
        return $"byte {at - start + 1}: found {(at == end ? "the end" : RowFaults.Show(bytes.AsSpan(at, Math.Min(12, end - at))))}, "
            + $"expected {cursor.Expected}";
    }
}
