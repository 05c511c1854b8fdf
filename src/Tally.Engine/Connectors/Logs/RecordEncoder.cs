using System.Buffers;
using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Formats;
using Tally.Engine.State;
using Tally.Log;
using Encoder = Tally.Engine.Formats.Encoder;

namespace Tally.Engine.Connectors.Logs;

/// <summary>Makes records of rows: value, key, time and headers. Belongs to one thread.</summary>
/// <param name="value">Encodes <paramref name="valueColumns"/>.</param>
/// <param name="key">Encodes <paramref name="keyColumns"/>; null: records have no key.</param>
sealed class RecordEncoder(Encoder value, ImmutableArray<int> valueColumns, Encoder? key, ImmutableArray<int> keyColumns)
{
    readonly ArrayBufferWriter<byte> _value = new();
    readonly ArrayBufferWriter<byte> _key = new();
    readonly RowKey _identity = new();
    Batch _batch = new();
    Batch _values = new();
    Batch _keys = new();

    /// <summary>The column that gives the record's time, or -1.</summary>
    public int TimestampColumn { get; init; } = -1;

    /// <summary>The column that gives the record's headers, or -1.</summary>
    public int HeadersColumn { get; init; } = -1;

    /// <summary>Whether rows are told apart by columns.</summary>
    public bool HasKey => keyColumns.Length > 0;

    /// <summary>Takes the rows of a batch one after the other from now on.</summary>
    public void Begin(Batch batch)
    {
        _batch = batch;
        _values = batch.With([.. valueColumns.Select(column => batch.Columns[column])]);
        if (HasKey) _keys = batch.With([.. keyColumns.Select(column => batch.Columns[column])]);
    }

    /// <summary>Bytes that are equal for equal keys of rows; valid until the next call.</summary>
    public ReadOnlySpan<byte> IdentityOf(int row) => _identity.Of(_batch, row, keyColumns.AsSpan());

    /// <summary>The encoded key of a row; valid until the next call. Empty when records have none.</summary>
    public ReadOnlySpan<byte> KeyOf(int row)
    {
        _key.ResetWrittenCount();
        key?.Encode(_keys, row, _key);
        return _key.WrittenSpan;
    }

    /// <summary>Appends a row as a record.</summary>
    /// <param name="isRemoval">Whether the record has a key and no value.</param>
    public void Append(int row, RecordBlock into, long position, bool isRemoval = false)
    {
        var timestampMs =
            TimestampColumn >= 0 && !_batch.Columns[TimestampColumn].IsNull(row) ? ((Column<long>)_batch.Columns[TimestampColumn])[row] : 0;
        if (isRemoval) into.AddSlice(into.ByteCount, -1, position, timestampMs);
        else
        {
            _value.ResetWrittenCount();
            value.Encode(_values, row, _value);
            into.Add(_value.WrittenSpan, position, timestampMs);
        }
        if (key is not null) into.SetKey(into.Count - 1, KeyOf(row).ToArray());
        if (HeadersColumn >= 0) into.SetHeaders(into.Count - 1, HeadersOf((MapColumn)_batch.Columns[HeadersColumn], row));
    }

    static List<KeyValuePair<string, ReadOnlyMemory<byte>>>? HeadersOf(MapColumn maps, int row)
    {
        if (maps.IsNull(row)) return null;
        var headers = new List<KeyValuePair<string, ReadOnlyMemory<byte>>>();
        for (var at = maps.Offsets[row]; at < maps.Offsets[row + 1]; at++)
            headers.Add(new(System.Text.Encoding.UTF8.GetString(((StringColumn)maps.Keys)[at]), ((StringColumn)maps.Values)[at].ToArray()));
        return headers;
    }
}
