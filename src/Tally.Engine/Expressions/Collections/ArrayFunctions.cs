using Tally.Engine.Columns;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Collections;

/// <summary>CARDINALITY, ELEMENT, and the ARRAY_ functions over one array and a value.</summary>
static class ArrayFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        new("CARDINALITY", 1, 1, "CARDINALITY(array or map)", "The number of elements or entries.", "CARDINALITY(ARRAY[1, 2])",
            Cardinality),
        new("ELEMENT", 1, 1, "ELEMENT(array)", "The only element; NULL when the array is empty.", "ELEMENT(ARRAY[7])", call =>
            Pick(call, [call.Array(0)], (columns, row) => Only((ArrayColumn)columns[0], row))),
        new("ARRAY_CONTAINS", 2, 2, "ARRAY_CONTAINS(array, value)", "Whether the value is in the array.", "ARRAY_CONTAINS(ARRAY[1, 2], 2)",
            call =>
        {
            var arguments = WithElement(call);
            return call.FixedResult(Nullable(SqlType.Boolean, arguments[0]), arguments, (Column[] columns, int row, out bool result) =>
            {
                result = !columns[0].IsNull(row) && ValueOrder.FindElement((ArrayColumn)columns[0], row, columns[1], row) >= 0;
                return !columns[0].IsNull(row);
            }, takesNulls: true);
        }),
        new("ARRAY_POSITION", 2, 2, "ARRAY_POSITION(array, value)", "Where the value first stands, from 1; 0 when it does not.",
            "ARRAY_POSITION(ARRAY[5, 7], 7)", call =>
        {
            var arguments = WithElement(call);
            return call.FixedResult(TypeRules.NullableIfAny(SqlType.Int, arguments), arguments,
                (Column[] columns, int row, out int result) =>
            {
                var array = (ArrayColumn)columns[0];
                var found = ValueOrder.FindElement(array, row, columns[1], row);
                result = found < 0 ? 0 : found - array.Start(row) + 1;
                return true;
            });
        }),
        new("ARRAY_APPEND", 2, 2, "ARRAY_APPEND(array, value)", "The array with a value at its end.", "ARRAY_APPEND(ARRAY[1], 2)", call =>
            Extended(call, atStart: false)),
        new("ARRAY_PREPEND", 2, 2, "ARRAY_PREPEND(array, value)", "The array with a value at its start.", "ARRAY_PREPEND(ARRAY[2], 1)",
            call =>
            Extended(call, atStart: true)),
        new("ARRAY_REMOVE", 2, 2, "ARRAY_REMOVE(array, value)", "The array without the elements equal to a value.",
            "ARRAY_REMOVE(ARRAY[1, 2, 1], 1)",
            call =>
        {
            var arguments = WithElement(call);
            return call.CollectionResult(Nullable(arguments[0].Type, arguments[0]), arguments, (columns, row, result) =>
                Copy(columns[0], row, result, (array, i) => !ValueOrder.Equal(array.Elements, i, columns[1], row)), takesNulls: true);
        }),
        new("ARRAY_REVERSE", 1, 1, "ARRAY_REVERSE(array)", "The elements from last to first.", "ARRAY_REVERSE(ARRAY[1, 2, 3])", call =>
            call.CollectionResult(call.Array(0).Type, [call.Array(0)], (columns, row, result) =>
        {
            var array = (ArrayColumn)columns[0];
            for (var i = array.Offsets[row + 1] - 1; i >= array.Start(row); i--) Elements(result).Append(array.Elements, i);
            return true;
        })),
        new("ARRAY_SLICE", 2, 3, "ARRAY_SLICE(array, start [, end])",
            "The elements from a position to another, both from 1; negative: from the end.",
            "ARRAY_SLICE(ARRAY[1, 2, 3, 4], 2, 3)", call =>
            call.CollectionResult(call.Array(0).Type, [call.Array(0), .. Enumerable.Range(1, call.Count - 1).Select(call.Int)], Slice)),
        new("ARRAY_MAX", 1, 1, "ARRAY_MAX(array)", "The greatest element that is not NULL.", "ARRAY_MAX(ARRAY[3, 7, 5])", call =>
            Pick(call, [call.Array(0)], (columns, row) => Best((ArrayColumn)columns[0], row, 1))),
        new("ARRAY_MIN", 1, 1, "ARRAY_MIN(array)", "The least element that is not NULL.", "ARRAY_MIN(ARRAY[3, 7, 5])", call =>
            Pick(call, [call.Array(0)], (columns, row) => Best((ArrayColumn)columns[0], row, -1))),
        new("ARRAY_JOIN", 2, 3, "ARRAY_JOIN(array, separator [, null text])",
            "The texts of an array joined; NULL elements are left out or replaced.",
            "ARRAY_JOIN(ARRAY['a', 'b'], '+')", Join),
    ];

    static Column Elements(Column array) => ((ArrayColumn)array).Elements;

    static SqlType Nullable(SqlType type, Expression array) => type.WithNullable(array.Type.Nullable);

    static Expression Cardinality(FunctionCall call)
    {
        if (call.Arguments[0].Type.Kind is not (TypeKind.Array or TypeKind.Map or TypeKind.Multiset))
            throw call.Wrong(0, "an ARRAY, MAP or MULTISET");
        return call.FixedResult(call.Nullable(SqlType.Int), call.Arguments, (Column[] columns, int row, out int result) =>
        {
            var offsets = columns[0] is ArrayColumn array ? array.Offsets : ((MapColumn)columns[0]).Offsets;
            result = offsets[row + 1] - offsets[row];
            return true;
        });
    }

    /// <summary>An array and a value, both of one element type (the array's may have to become nullable or wider).</summary>
    public static Expression[] WithElement(FunctionCall call)
    {
        var (array, value) = (call.Array(0), call.Arguments[1]);
        var element = TypeRules.Common(array.Type.Element!, value.Type) ?? throw call.Wrong(1, $"{array.Type.Element!.WithNullable(true)}");
        return [AsArrayOf(call, array, element), call.Binder.Cast(value, element)];
    }

    /// <summary>The array under another element type.</summary>
    public static Expression AsArrayOf(FunctionCall call, Expression array, SqlType element) =>
        array.Type.Element! == element ? array : call.Binder.Cast(array, SqlType.Array(element));

    static Expression Extended(FunctionCall call, bool atStart)
    {
        var arguments = WithElement(call);
        return call.CollectionResult(Nullable(arguments[0].Type, arguments[0]), arguments, (columns, row, result) =>
        {
            if (columns[0].IsNull(row)) return false;
            if (atStart) Elements(result).Append(columns[1], row);
            Copy(columns[0], row, result, (_, _) => true);
            if (!atStart) Elements(result).Append(columns[1], row);
            return true;
        }, takesNulls: true);
    }

    /// <summary>Copies the wanted elements of a row; false when the array is NULL.</summary>
    public static bool Copy(Column source, int row, Column result, Func<ArrayColumn, int, bool> wanted)
    {
        if (source.IsNull(row)) return false;
        var array = (ArrayColumn)source;
        for (var i = array.Start(row); i < array.Offsets[row + 1]; i++)
            if (wanted(array, i)) Elements(result).Append(array.Elements, i);
        return true;
    }

    static bool Slice(Column[] columns, int row, Column result)
    {
        var array = (ArrayColumn)columns[0];
        var length = array.Length(row);
        var (start, end) = (columns[1].Int(row), columns.Length == 3 ? columns[2].Int(row) : length);
        start = start < 0 ? Math.Max(1, length + start + 1) : Math.Max(1, start);
        end = end < 0 ? length + end + 1 : Math.Min(end, length);
        for (var i = start; i <= end; i++) Elements(result).Append(array.Elements, array.Start(row) + i - 1);
        return true;
    }

    static int Only(ArrayColumn array, int row) => array.Length(row) switch
    {
        0 => -1,
        1 => array.Start(row),
        var count => throw new EvaluationException($"ELEMENT takes an array of at most one element, found {count}"),
    };

    static int Best(ArrayColumn array, int row, int sign)
    {
        var best = -1;
        for (var i = array.Start(row); i < array.Offsets[row + 1]; i++)
            if (!array.Elements.IsNull(i) && (best < 0 || ValueOrder.Compare(array.Elements, i, array.Elements, best) * sign > 0)) best = i;
        return best;
    }

    static Expression Pick(FunctionCall call, Expression[] arguments, Func<Column[], int, int> index) =>
        new ElementPick(call.Name, arguments[0], index);

    static Expression Join(FunctionCall call)
    {
        if (!call.Array(0).Type.Element!.IsText) throw call.Wrong(0, "an ARRAY of text");
        return call.TextResult(call.Nullable(SqlType.String), [call.Array(0), .. call.Texts(1)], (columns, row, output) =>
        {
            var array = (ArrayColumn)columns[0];
            var separate = false;
            for (var i = array.Start(row); i < array.Offsets[row + 1]; i++)
            {
                var isNull = array.Elements.IsNull(i);
                if (isNull && columns.Length == 2) continue;
                if (separate) output.Write(columns[1].Text(row));
                output.Write(isNull ? columns[2].Text(row) : array.Elements.Text(i));
                separate = true;
            }
            return true;
        });
    }
}

/// <summary>An element of an array chosen by its content; NULL when there is none.</summary>
sealed class ElementPick(string name, Expression array, Func<Column[], int, int> index)
    : Expression(array.Type.Element!.WithNullable(true), array)
{
    readonly Column _result = Column.For(array.Type.Element!);

    public override Column Evaluate(Batch batch)
    {
        Column[] columns = [array.Evaluate(batch)];
        _result.Reset(0);
        for (var row = 0; row < batch.Count; row++)
        {
            var at = columns[0].IsNull(row) ? -1 : Index(columns, row);
            if (at < 0) _result.AppendNull();
            else _result.Append(((ArrayColumn)columns[0]).Elements, at);
        }
        return _result;
    }

    int Index(Column[] columns, int row)
    {
        try
        {
            return index(columns, row);
        }
        catch (EvaluationException failure) when (failure.Row < 0)
        {
            throw failure.At(Span, row);
        }
    }

    public override Expression WithChildren(Expression[] children) => new ElementPick(name, children[0], index) { Span = Span };

    public override string ToString() => $"{name}({array})";
}
