using Tally.Engine.Columns;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.Json;

/// <summary>Reads ARRAY from a JSON array.</summary>
sealed class JsonArrayReader(SqlType type, FieldReader element, bool ignoreErrors) : JsonNestedReader(type, ignoreErrors)
{
    protected override byte Opening => (byte)'[';

    protected override bool AppendContent(byte[] bytes, ref JsonCursor cursor, Column column)
    {
        var array = (ArrayColumn)column;
        var isGood = true;
        for (var hasMore = cursor.Next != ']'; hasMore; hasMore = MoveNext(ref cursor))
        {
            cursor.TryReadValue(0, out var value);
            isGood &= element.Append(bytes, value, array.Elements);
        }
        array.EndRow();
        return isGood;
    }
}
