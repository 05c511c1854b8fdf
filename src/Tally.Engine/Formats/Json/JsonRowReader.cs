using Tally.Engine.Columns;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.Json;

/// <summary>Reads ROW from a JSON object: fields by name, in any order, unknown ones passed over.</summary>
sealed class JsonRowReader(SqlType type, FieldReader[] fields, bool ignoreErrors, bool failOnMissing) : JsonNestedReader(type, ignoreErrors)
{
    readonly JsonNames _names = new([.. type.Fields.Select(field => field.Name)]);
    readonly ValueSlice[] _values = new ValueSlice[fields.Length];

    protected override byte Opening => (byte)'{';

    protected override bool AppendContent(byte[] bytes, ref JsonCursor cursor, Column column)
    {
        _values.AsSpan().Fill(ValueSlice.Missing);
        for (var hasMore = cursor.Next != '}'; hasMore; hasMore = MoveNext(ref cursor))
        {
            cursor.TryReadName(out var name);
            cursor.TryReadValue(0, out var value);
            if (_names.Find(bytes, name) is >= 0 and var index) _values[index] = value;
        }
        var row = (RowColumn)column;
        var isGood = true;
        for (var i = 0; i < fields.Length; i++)
        {
            isGood &= fields[i].Append(bytes, _values[i], row.Fields[i]);
            isGood &= !failOnMissing || !_values[i].IsMissing;
        }
        row.EndRow();
        return isGood;
    }
}
