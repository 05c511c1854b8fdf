using Tally.Engine.Columns;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.Json;

/// <summary>Reads MAP from a JSON object; of entries with one key the last counts.</summary>
sealed class JsonMapReader(SqlType type, FieldReader key, FieldReader value, bool ignoreErrors) : JsonNestedReader(type, ignoreErrors)
{
    readonly List<(ValueSlice Name, ValueSlice Value)> _entries = [];

    protected override byte Opening => (byte)'{';

    protected override bool AppendContent(byte[] bytes, ref JsonCursor cursor, Column column)
    {
        ReadEntries(bytes, ref cursor);
        var map = (MapColumn)column;
        var isGood = true;
        foreach (var (name, entry) in _entries)
        {
            key.Append(bytes, name, map.Keys);
            isGood &= value.Append(bytes, entry, map.Values);
        }
        map.EndRow();
        return isGood;
    }

    void ReadEntries(byte[] bytes, ref JsonCursor cursor)
    {
        _entries.Clear();
        StringDictionary? known = null;
        for (var hasMore = cursor.Next != '}'; hasMore; hasMore = MoveNext(ref cursor))
        {
            cursor.TryReadName(out var name);
            cursor.TryReadValue(0, out var entry);
            var index = (known ??= new()).Add(JsonNames.Text(bytes, name));
            if (index == _entries.Count) _entries.Add((name, entry));
            else _entries[index] = (name, entry);
        }
    }
}
