using System.Diagnostics;
using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Aggregation.Accumulators;

/// <summary>What an aggregate makes of all values of a group.</summary>
abstract class ListResult
{
    /// <summary>Whether rows whose first argument is NULL are left out.</summary>
    public virtual bool SkipsNulls => true;

    /// <summary>Appends the result for one group.</summary>
    /// <param name="arguments">The group's values in the order of arrival, one column an argument.</param>
    public abstract void Append(AggregateCall call, Column[] arguments, Column into);

    public static ListResult For(AggregateCall call) => call.Function switch
    {
        "FIRST_VALUE" => new EndResult(false),
        "SINGLE_VALUE" => new SingleResult(),
        "LAST_VALUE" => new EndResult(true),
        "LISTAGG" => new JoinedResult(),
        "COLLECT" => new MultisetResult(call.ArgumentTypes[0]),
        "ARRAY_AGG" => new ArrayResult(),
        "PERCENTILE" => new PercentileResult(call.ArgumentTypes[0]),
        "JSON_OBJECTAGG" => new JsonObjectResult(),
        "JSON_ARRAYAGG" => new JsonArrayResult(),
        "LAG" => new LagResult(),
        _ when call.Function.StartsWith("BITMAP_", StringComparison.Ordinal) => new BitmapResult(call.Function),
        _ => throw new UnreachableException($"there is no aggregate {call.Function}"),
    };
}

/// <summary>FIRST_VALUE and LAST_VALUE of values that may be taken back.</summary>
sealed class EndResult(bool isLast) : ListResult
{
    public override void Append(AggregateCall call, Column[] arguments, Column into)
    {
        if (arguments[0].Count == 0) into.AppendNull();
        else into.Append(arguments[0], isLast ? arguments[0].Count - 1 : 0);
    }
}

/// <summary>LISTAGG: joined by a comma or the given separator.</summary>
sealed class JoinedResult : ListResult
{
    public override void Append(AggregateCall call, Column[] arguments, Column into)
    {
        var texts = (StringColumn)arguments[0];
        if (texts.Count == 0)
        {
            into.AppendNull();
            return;
        }
        var joined = new ByteBuffer();
        for (var i = 0; i < texts.Count; i++)
        {
            if (i > 0) joined.Write(arguments.Length > 1 ? ((StringColumn)arguments[1])[i] : ","u8);
            joined.Write(texts[i]);
        }
        ((StringColumn)into).Append(joined.Written);
    }
}

/// <summary>COLLECT: each value with the number of its copies.</summary>
sealed class MultisetResult(SqlType type) : ListResult
{
    readonly RowCodec _codec = new([0], [type]);

    public override void Append(AggregateCall call, Column[] arguments, Column into)
    {
        var store = new ByteStore();
        var counts = new List<int>();
        var buffer = new ByteBuffer();
        var batch = new Batch { Count = arguments[0].Count, Columns = arguments };
        for (var row = 0; row < batch.Count; row++)
        {
            buffer.Clear();
            _codec.Encode(batch, row, buffer);
            var id = store.Add(buffer.Written);
            if (id == counts.Count) counts.Add(0);
            counts[id]++;
        }
        var map = (MapColumn)into;
        for (var id = 0; id < counts.Count; id++)
        {
            _codec.Decode(store[id], [map.Keys]);
            ((Column<int>)map.Values).Append(counts[id]);
        }
        map.EndRow();
    }
}

/// <summary>ARRAY_AGG: all values, NULL too; NULL when there is none.</summary>
sealed class ArrayResult : ListResult
{
    public override bool SkipsNulls => false;

    public override void Append(AggregateCall call, Column[] arguments, Column into)
    {
        var array = (ArrayColumn)into;
        if (arguments[0].Count == 0)
        {
            array.AppendNull();
            return;
        }
        for (var i = 0; i < arguments[0].Count; i++) array.Elements.Append(arguments[0], i);
        array.EndRow();
    }
}

/// <summary>LAG over a frame that ends with the current row: the value of the row so many before it, else the current row's
/// default.</summary>
sealed class LagResult : ListResult
{
    public override bool SkipsNulls => false;

    public override void Append(AggregateCall call, Column[] arguments, Column into)
    {
        var current = arguments[0].Count - 1;
        var offset = arguments.Length < 2
            ? 1
            : arguments[1] is Column<long> longs
            ? longs.Values[current]
            : ((Column<int>)arguments[1]).Values[current];
        if (current - offset >= 0) into.Append(arguments[0], (int)(current - offset));
        else if (arguments.Length > 2) into.Append(arguments[2], current);
        else into.AppendNull();
    }
}
