using Tally.Engine.Columns;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Expressions.Kernels;
using Tally.Engine.Expressions.Text;

namespace Tally.Engine.Expressions.Collections;

/// <summary>MAP_KEYS, MAP_VALUES, MAP_ENTRIES, MAP_FROM_ARRAYS, MAP_UNION, STR_TO_MAP.</summary>
static class MapFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        new("MAP_KEYS", 1, 1, "MAP_KEYS(map)", "The keys as an array.", "MAP_KEYS(MAP['a', 1])", call =>
            call.CollectionResult(call.Nullable(SqlType.Array(call.Map(0).Type.Key!)), [call.Map(0)], (columns, row, result) =>
                Copy((MapColumn)columns[0], row, result, keys: true))),
        new("MAP_VALUES", 1, 1, "MAP_VALUES(map)", "The values as an array.", "MAP_VALUES(MAP['a', 1])", call =>
            call.CollectionResult(call.Nullable(SqlType.Array(call.Map(0).Type.Element!)), [call.Map(0)], (columns, row, result) =>
                Copy((MapColumn)columns[0], row, result, keys: false))),
        new("MAP_ENTRIES", 1, 1, "MAP_ENTRIES(map)", "The entries as an array of rows (key, value).",
            "CARDINALITY(MAP_ENTRIES(MAP['a', 1]))",
            Entries),
        new("MAP_FROM_ARRAYS", 2, 2, "MAP_FROM_ARRAYS(keys, values)", "A map of an array of keys and one of values.",
            "MAP_FROM_ARRAYS(ARRAY['a', 'b'], ARRAY[1, 2])", FromArrays),
        new("MAP_UNION", 1, int.MaxValue, "MAP_UNION(map, …)", "The entries of all maps; the last of equal keys wins.",
            "MAP_UNION(MAP['a', 1], MAP['b', 2])", Union),
        new("STR_TO_MAP", 1, 3, "STR_TO_MAP(text [, entry separator, key separator])",
            "A map of text such as a=1,b=2; the separators are regular expressions.", "STR_TO_MAP('a=1,b=2')", call =>
            call.CollectionResult(SqlType.Map(SqlType.String, SqlType.String), call.Count == 2
                ? throw call.Wrong("it takes one text, or also both separators") : call.Texts(), FromText)),
    ];

    static bool Copy(MapColumn map, int row, Column result, bool keys)
    {
        for (var i = map.Offsets[row]; i < map.Offsets[row + 1]; i++)
            ((ArrayColumn)result).Elements.Append(keys ? map.Keys : map.Values, i);
        return true;
    }

    static Expression Entries(FunctionCall call)
    {
        var type = call.Map(0).Type;
        var entry = SqlType.Row(new Field("key", type.Key!), new Field("value", type.Element!));
        return call.CollectionResult(call.Nullable(SqlType.Array(entry)), [call.Map(0)], (columns, row, result) =>
        {
            var (map, rows) = ((MapColumn)columns[0], (RowColumn)((ArrayColumn)result).Elements);
            for (var i = map.Offsets[row]; i < map.Offsets[row + 1]; i++)
            {
                rows.Fields[0].Append(map.Keys, i);
                rows.Fields[1].Append(map.Values, i);
                rows.EndRow();
            }
            return true;
        });
    }

    static Expression FromArrays(FunctionCall call)
    {
        Expression[] arguments = [call.Array(0), call.Array(1)];
        return call.CollectionResult(call.Nullable(SqlType.Map(arguments[0].Type.Element!, arguments[1].Type.Element!)), arguments,
            (columns, row, result) =>
        {
            var (keys, values, map) = ((ArrayColumn)columns[0], (ArrayColumn)columns[1], (MapColumn)result);
            if (keys.Length(row) != values.Length(row))
                throw new EvaluationException(
                    $"MAP_FROM_ARRAYS: {keys.Length(row)} keys and {values.Length(row)} values, they must be as many");
            var start = map.Offsets[map.Count];
            for (var i = 0; i < keys.Length(row); i++)
                MapEntries.Put(map, start, keys.Elements, keys.Start(row) + i, values.Elements, values.Start(row) + i);
            return true;
        });
    }

    static Expression Union(FunctionCall call)
    {
        var maps = Enumerable.Range(0, call.Count).Select(call.Map).ToArray();
        var type =
            TypeRules.Common([.. maps.Select(map => map.Type)]) ?? throw call.Wrong("the maps have keys or values of different kinds");
        return call.CollectionResult(type, [.. maps.Select(map => call.Binder.Cast(map, type))], (columns, row, result) =>
        {
            var target = (MapColumn)result;
            var start = target.Offsets[target.Count];
            foreach (MapColumn map in columns)
                for (var i = map.Offsets[row]; i < map.Offsets[row + 1]; i++) MapEntries.Put(target, start, map.Keys, i, map.Values, i);
            return true;
        });
    }

    static CollectionKernel FromText()
    {
        var (entries, pairs) = (new LastValueCache<JavaRegex?>(JavaRegex.TryCompile), new LastValueCache<JavaRegex?>(JavaRegex.TryCompile));
        var (keys, values) = (new StringColumn(), new StringColumn());
        return (columns, row, result) =>
        {
            var text = columns[0].Text(row);
            var entrySeparator = entries.Get(columns.Length == 3 ? columns[1].Text(row) : ","u8)
                ?? throw new EvaluationException("STR_TO_MAP: the entry separator is no regular expression");
            var keySeparator = pairs.Get(columns.Length == 3 ? columns[2].Text(row) : "="u8)
                ?? throw new EvaluationException("STR_TO_MAP: the key separator is no regular expression");
            var map = (MapColumn)result;
            var start = map.Offsets[map.Count];
            if (text.IsEmpty) return true;
            foreach (var range in entrySeparator.Split(text))
            {
                var entry = text[range];
                var parts = keySeparator.Split(entry, 2);
                keys.Reset(0);
                values.Reset(0);
                keys.Append(entry[parts[0]]);
                if (parts.Count == 2) values.Append(entry[parts[1]]);
                else values.AppendNull();
                MapEntries.Put(map, start, keys, 0, values, 0);
            }
            return true;
        };
    }
}
