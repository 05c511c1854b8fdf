using Tally.Engine.Columns;
using Tally.Engine.Expressions.Bitmaps;

namespace Tally.Engine.Operators.Aggregation.Accumulators;

/// <summary>BITMAP_…_AGG: the set of a column's numbers, or sets combined; NULL where there is none. With CARDINALITY in the name the
/// number of members.</summary>
sealed class BitmapResult(string function) : ListResult
{
    public override void Append(AggregateCall call, Column[] arguments, Column into)
    {
        if (arguments[0].Count == 0)
        {
            into.AppendNull();
            return;
        }
        var bitmap = Combined(arguments[0]);
        if (into is Column<long> counts) counts.Append(bitmap.Count);
        else ((StringColumn)into).Append(bitmap.ToBytes());
    }

    RoaringBitmap Combined(Column values)
    {
        var bitmap = new RoaringBitmap();
        for (var row = 0; row < values.Count; row++)
        {
            if (values is Column<int> numbers) bitmap.Add((uint)numbers[row]);
            else if (row == 0) bitmap = RoaringBitmap.Parse(((StringColumn)values)[row]);
            else bitmap.With(RoaringBitmap.Parse(((StringColumn)values)[row]), Operation);
        }
        return bitmap;
    }

    ulong Operation(ulong left, ulong right) => function switch
    {
        _ when function.StartsWith("BITMAP_AND", StringComparison.Ordinal) => left & right,
        _ when function.StartsWith("BITMAP_XOR", StringComparison.Ordinal) => left ^ right,
        _ => left | right,
    };
}
