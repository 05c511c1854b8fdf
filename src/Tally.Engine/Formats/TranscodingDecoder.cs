using System.Runtime.CompilerServices;
using System.Text;
using Tally.Log;

namespace Tally.Engine.Formats;

/// <summary>Turns records of another character set into UTF-8 before a format's decoder reads them; a record that is no text of that set is
/// a bad one.</summary>
sealed class TranscodingDecoder(Decoder inner, Encoding encoding) : Decoder
{
    // The columns of rows may point into the bytes they were read from, so these live as long as the rows.
    readonly ConditionalWeakTable<DecodedRows, RecordBlock> _blocks = [];
    readonly List<BadRecord> _bad = [];

    public override void UseHeader(byte[] header)
    {
        try
        {
            inner.UseHeader(Encoding.UTF8.GetBytes(encoding.GetString(header)));
        }
        catch (DecoderFallbackException)
        {
            inner.UseHeader(header);
        }
    }

    public override void Decode(RecordBlock block, int start, int count, DecodedRows into)
    {
        var text = _blocks.GetOrCreateValue(into);
        text.Clear();
        _bad.Clear();
        for (var record = 0; record < start + count; record++) Add(block, record, record >= start, text);
        inner.Decode(text, start, count, into);
        if (_bad.Count == 0) return;
        into.Bad.RemoveAll(bad => _bad.Exists(own => own.Record == bad.Record));
        into.Bad.AddRange(_bad);
        into.Bad.Sort(static (one, other) => one.Record.CompareTo(other.Record));
    }

    void Add(RecordBlock block, int record, bool isWanted, RecordBlock text)
    {
        if (!isWanted || block.Lengths[record] < 0)
        {
            text.AddSlice(text.ByteCount, block.Lengths[record] < 0 ? -1 : 0, block.Positions[record]);
            return;
        }
        var value = block.Value(record);
        try
        {
            var start = text.ByteCount;
            var characters = encoding.GetString(value);
            text.ReserveBytes(Encoding.UTF8.GetByteCount(characters));
            var length = Encoding.UTF8.GetBytes(characters, text.Bytes.AsSpan(start));
            text.ByteCount = start + length;
            text.AddSlice(start, length, block.Positions[record]);
        }
        catch (DecoderFallbackException)
        {
            _bad.Add(new(record, "charset", $"found bytes that are no {encoding.WebName} text, expected {encoding.WebName}"));
            // One byte that no format takes: the record gives no row.
            text.Add([0xFF], block.Positions[record]);
        }
    }
}
