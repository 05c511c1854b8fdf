using Tally.Engine.Columns;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Collections;

/// <summary>Arrays as sets, joined and sorted; and SPLIT.</summary>
static class ArraySetFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        new("ARRAY_DISTINCT", 1, 1, "ARRAY_DISTINCT(array)", "The array without repeated elements.", "ARRAY_DISTINCT(ARRAY[1, 2, 1])",
            call => call.CollectionResult(call.Array(0).Type, [call.Array(0)],
                (columns, row, result) => AddNew(columns[0], row, result, null))),
        new("ARRAY_UNION", 2, 2, "ARRAY_UNION(array, array)", "The elements of either array, without repetition.",
            "ARRAY_UNION(ARRAY[1, 2], ARRAY[2, 3])",
            call =>
                Combined(call, (columns, row, result) => AddNew(columns[0], row, result, null) && AddNew(columns[1], row, result, null))),
        new("ARRAY_INTERSECT", 2, 2, "ARRAY_INTERSECT(array, array)", "The elements of both arrays, without repetition.",
            "ARRAY_INTERSECT(ARRAY[1, 2], ARRAY[2, 3])",
            call => Combined(call, (columns, row, result) =>
                AddNew(columns[0], row, result,
                    (array, i) => ValueOrder.FindElement((ArrayColumn)columns[1], row, array.Elements, i) >= 0))),
        new("ARRAY_EXCEPT", 2, 2, "ARRAY_EXCEPT(array, array)",
            "The elements of the first array that are not in the second, without repetition.",
            "ARRAY_EXCEPT(ARRAY[1, 2], ARRAY[2, 3])",
            call => Combined(call, (columns, row, result) =>
                AddNew(columns[0], row, result,
                    (array, i) => ValueOrder.FindElement((ArrayColumn)columns[1], row, array.Elements, i) < 0))),
        new("ARRAY_CONCAT", 1, int.MaxValue, "ARRAY_CONCAT(array, …)", "The arrays one after the other.",
            "ARRAY_CONCAT(ARRAY[1], ARRAY[2])", call =>
            Combined(call, (columns, row, result) =>
        {
            foreach (var column in columns) ArrayFunctions.Copy(column, row, result, (_, _) => true);
            return true;
        })),
        new("ARRAY_SORT", 1, 3, "ARRAY_SORT(array [, ascending [, nulls first]])",
            "The elements in order; NULL first when ascending, unless said otherwise.", "ARRAY_SORT(ARRAY[3, 1, 2])", Sort),
        new("SPLIT", 2, 2, "SPLIT(text, separator)", "The parts between separators as an array.", "SPLIT('a,b', ',')", call =>
            call.CollectionResult(call.Nullable(SqlType.Array(SqlType.String)), call.Texts(), Split)),
    ];

    /// <summary>Adds the wanted elements that are not in the row yet.</summary>
    static bool AddNew(Column source, int row, Column result, Func<ArrayColumn, int, bool>? wanted)
    {
        var (array, target) = ((ArrayColumn)source, (ArrayColumn)result);
        var start = target.Offsets[target.Count];
        for (var i = array.Start(row); i < array.Offsets[row + 1]; i++)
        {
            if (wanted is not null && !wanted(array, i)) continue;
            var isNew = true;
            for (var k = start; k < target.Elements.Count && isNew; k++) isNew = !ValueOrder.Equal(target.Elements, k, array.Elements, i);
            if (isNew) target.Elements.Append(array.Elements, i);
        }
        return true;
    }

    /// <summary>A function of arrays that meet in one element type.</summary>
    static Expression Combined(FunctionCall call, CollectionKernel kernel)
    {
        var arrays = Enumerable.Range(0, call.Count).Select(call.Array).ToArray();
        var element = TypeRules.Common([.. arrays.Select(array => array.Type.Element!)])
            ?? throw call.Wrong("the arrays have elements of different kinds");
        var arguments = arrays.Select(array => ArrayFunctions.AsArrayOf(call, array, element)).ToArray();
        return call.CollectionResult(call.Nullable(SqlType.Array(element)), arguments, kernel);
    }

    static Expression Sort(FunctionCall call)
    {
        Expression[] arguments = [call.Array(0), .. Enumerable.Range(1, call.Count - 1).Select(call.Boolean)];
        return call.CollectionResult(call.Nullable(call.Array(0).Type), arguments, (columns, row, result) =>
        {
            var array = (ArrayColumn)columns[0];
            var ascending = columns.Length < 2 || columns[1].Bool(row);
            var nullsFirst = columns.Length < 3 ? ascending : columns[2].Bool(row);
            var order = new int[array.Length(row)];
            for (var i = 0; i < order.Length; i++) order[i] = array.Start(row) + i;
            System.Array.Sort(order, (a, b) =>
            {
                var (aNull, bNull) = (array.Elements.IsNull(a), array.Elements.IsNull(b));
                if (aNull || bNull) return aNull == bNull ? a - b : aNull == nullsFirst ? -1 : 1;
                var by = ValueOrder.Compare(array.Elements, a, array.Elements, b);
                return by == 0 ? a - b : ascending ? by : -by;
            });
            foreach (var index in order) ((ArrayColumn)result).Elements.Append(array.Elements, index);
            return true;
        });
    }

    static bool Split(Column[] columns, int row, Column result)
    {
        var text = columns[0].Text(row);
        var separator = columns[1].Text(row);
        var elements = (StringColumn)((ArrayColumn)result).Elements;
        if (text.IsEmpty) return true;
        if (separator.IsEmpty)
        {
            for (var i = 0; i < text.Length;)
            {
                var length = Math.Min(Text.Utf8.Length(text[i]), text.Length - i);
                elements.Append(text.Slice(i, length));
                i += length;
            }
            return true;
        }
        for (var at = text.IndexOf(separator); at >= 0; at = text.IndexOf(separator))
        {
            elements.Append(text[..at]);
            text = text[(at + separator.Length)..];
        }
        elements.Append(text);
        return true;
    }
}
