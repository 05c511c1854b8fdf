using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Formats;
using Tally.Engine.State;

namespace Tally.Engine.Operators;

/// <summary>The final table of a query: rows as they come, changes applied by the upsert key, or as a multiset of whole rows where there is
/// none.</summary>
public sealed class ResultTable : IOutput
{
    readonly Schema _schema;
    readonly bool _isUpsert;
    readonly bool _isInsertOnly;
    readonly RowCodec _key;
    readonly ByteBuffer _buffer = new();
    readonly Dictionary<byte[], List<int>> _rowsByKey = new(ByteArrayComparer.Instance);
    readonly List<bool> _alive = [];
    readonly Column[] _columns;

    /// <param name="upsertKey">Columns of which no two rows agree; null for none.</param>
    /// <param name="isInsertOnly">Whether rows are never taken back, so that none has to be found again.</param>
    public ResultTable(Schema schema, ImmutableArray<int>? upsertKey, bool isInsertOnly = false)
    {
        _schema = schema;
        _isUpsert = upsertKey is not null;
        _isInsertOnly = isInsertOnly;
        var keyColumns = upsertKey ?? [.. Enumerable.Range(0, schema.Count)];
        _key = new(keyColumns, [.. keyColumns.Select(column => schema[column].Type)]);
        _columns = [.. schema.Fields.Select(field => Column.For(field.Type))];
    }

    public void Process(Batch batch)
    {
        if (batch.IsPreview) return;
        for (var row = 0; row < batch.Count; row++)
        {
            if (_isInsertOnly) Append(batch, row);
            else if (batch.IsRetraction(row)) Remove(batch, row);
            else Add(batch, row);
        }
    }

    public void OnWatermark(long watermarkMs) { }

    public void Refresh() { }

    /// <summary>The number of rows held, those that were replaced included.</summary>
    public int HeldCount => _alive.Count;

    /// <summary>The rows that are left, in the order in which they came.</summary>
    public Batch Rows()
    {
        var alive = Enumerable.Range(0, _alive.Count).Where(row => _alive[row]).ToArray();
        return new Batch { Count = _alive.Count, Columns = _columns }.Gather(alive);
    }

    ReadOnlySpan<byte> KeyOf(Batch batch, int row)
    {
        _buffer.Clear();
        _key.Encode(batch, row, _buffer);
        return _buffer.Written;
    }

    void Add(Batch batch, int row)
    {
        var key = KeyOf(batch, row);
        var lookup = _rowsByKey.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!lookup.TryGetValue(key, out var rows)) lookup[key] = rows = [];
        if (_isUpsert)
        {
            foreach (var old in rows) _alive[old] = false;
            rows.Clear();
        }
        rows.Add(_alive.Count);
        Append(batch, row);
    }

    void Append(Batch batch, int row)
    {
        for (var i = 0; i < _columns.Length; i++) _columns[i].Append(batch.Columns[i], row);
        _alive.Add(true);
    }

    // Under a key a removal takes the row away whatever its other columns are; without one it must be an equal row.
    void Remove(Batch batch, int row)
    {
        var key = KeyOf(batch, row);
        if (!_rowsByKey.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out var rows) || rows.Count == 0)
            throw new InvalidOperationException($"the query takes back a row that it never gave: {Describe(batch, row)}");
        _alive[rows[^1]] = false;
        rows.RemoveAt(rows.Count - 1);
    }

    string Describe(Batch batch, int row)
    {
        var text = new CellText(TimeZoneInfo.Utc);
        return string.Join(", ",
            _schema.Fields.Select((field, i) => $"{field.Name} = {text.Of(batch.Columns[i], row, field.Type) ?? "NULL"}"));
    }
}
