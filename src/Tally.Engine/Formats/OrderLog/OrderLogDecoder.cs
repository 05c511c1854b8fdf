using System.Text;
using System.Text.Unicode;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.OrderLog;

/// <summary>Decodes order-log records: columns by key, unknown keys passed over, missing ones NULL.</summary>
sealed class OrderLogDecoder(DecoderRequest request, bool isScalar)
    : SlicingDecoder(new OrderLogReaders(isScalar).Create(request), new(request.Fields, ignoreErrors: false, failOnMissing: false))
{
    readonly byte[][] _names = [.. request.Fields.Select(field => Encoding.UTF8.GetBytes(field.Name))];

    protected override void Scan(byte[] bytes, int start, int end, int record, SliceTable table, List<BadRecord> bad)
    {
        var rows = table.Rows;
        var row = table.AddRow(record);
        var isText = Ascii.IsValid(bytes.AsSpan(start, end - start)) || Utf8.IsValid(bytes.AsSpan(start, end - start));
        var error = isText ? ScanMembers(bytes.AsSpan(0, end), start, row) : "found bytes that are no UTF-8 text, expected UTF-8";
        if (error is null) return;
        table.Truncate(rows);
        bad.Add(new(record, isText ? "order-log" : "utf8", error));
    }

    /// <summary>Fills the row; what is wrong with the record, or null.</summary>
    string? ScanMembers(ReadOnlySpan<byte> bytes, int start, Span<ValueSlice> row)
    {
        for (var position = OrderLogText.SkipSpace(bytes, start); ; position = OrderLogText.SkipSpace(bytes, position + 1))
        {
            var colon = OrderLogText.Find(bytes, position, (byte)':');
            var stop = OrderLogText.Find(bytes, position, (byte)'|');
            if (colon >= stop) return Describe(bytes, start, position, "a key and a colon");
            var from = OrderLogText.SkipSpace(bytes, colon + 1);
            var isGroup = from < bytes.Length && bytes[from] == '[';
            var close = isGroup ? OrderLogText.Find(bytes, from, (byte)']') : 0;
            if (close == bytes.Length) return Describe(bytes, start, from, "the closing bracket");
            if (isGroup) stop = OrderLogText.SkipSpace(bytes, close + 1);
            if (isGroup && stop < bytes.Length && bytes[stop] != '|') return Describe(bytes, start, stop, "' | ' or the end");
            Put(bytes[position..OrderLogText.TrimEnd(bytes, position, colon)],
                OrderLogSyntax.Slice(bytes, from, isGroup ? close + 1 : OrderLogText.TrimEnd(bytes, from, stop)), row);
            if (stop == bytes.Length) return null;
            position = stop;
        }
    }

    void Put(ReadOnlySpan<byte> key, ValueSlice value, Span<ValueSlice> row)
    {
        for (var i = 0; i < _names.Length; i++)
            if (key.SequenceEqual(_names[i])) row[i] = value;
    }

    static string Describe(ReadOnlySpan<byte> bytes, int start, int position, string expected) =>
        $"byte {position - start + 1}: found "
            + $"{(position < bytes.Length ? RowFaults.Show(bytes.Slice(position, Math.Min(40, bytes.Length - position))) : "the end")}, "
                + $"expected {expected}";
}
