using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Ranking;

/// <summary>ORDER BY anything over input that ends: keeps all rows and gives them in order at the end. Output: all input columns. Only
/// inserts.</summary>
/// <param name="Updates">Whether the input takes rows back.</param>
/// <param name="UpsertKey">Columns of which no two input rows agree, or null.</param>
sealed record FinalSortPlan(Schema Schema, ImmutableArray<SortKey> Order, bool Updates, ImmutableArray<int>? UpsertKey)
    : OperatorPlan
{
    public override Operator Create(IOutput output, OperatorContext context) => new FinalSortOperator(this) { Output = output };
}

/// <summary>Runs a <see cref="FinalSortPlan"/>. The rows leave at the refresh, because updating inputs are complete only then; time ends
/// behind them.</summary>
sealed class FinalSortOperator : Operator, IStatefulOperator
{
    readonly FinalSortPlan _plan;
    readonly ResultTable _rows;
    readonly RowCodec _codec;
    readonly SortKeyEncoder _order;

    internal FinalSortOperator(FinalSortPlan plan)
    {
        _plan = plan;
        _rows = new(plan.Schema, plan.UpsertKey, isInsertOnly: !plan.Updates);
        _codec = new([.. plan.Schema.Fields.Select(field => field.Type)]);
        _order = new(plan.Order);
    }

    public (long SizeBytes, long Count) StateSize => (_rows.HeldCount * 16L * _plan.Schema.Count, _rows.HeldCount);

    public override void Process(Batch batch, int input) => _rows.Process(batch);

    public override void OnWatermark(long watermarkMs, int input) { }

    public override void Refresh(int input)
    {
        var rows = _rows.Rows();
        if (rows.Count > 0) Output.Process(rows.Gather(Sorted(rows)));
        Output.OnWatermark(long.MaxValue);
        Output.Refresh();
    }

    // Rows that are equal in all sort keys stay in the order in which they came.
    int[] Sorted(Batch rows)
    {
        var keys = new byte[rows.Count][];
        var buffer = new ByteBuffer();
        for (var row = 0; row < keys.Length; row++)
        {
            buffer.Clear();
            _order.Encode(rows, row, buffer);
            keys[row] = buffer.Written.ToArray();
        }
        var sorted = Enumerable.Range(0, rows.Count).ToArray();
        Array.Sort(sorted, (one, other) => keys[one].AsSpan().SequenceCompareTo(keys[other]) is not 0 and var order ? order : one - other);
        return sorted;
    }

    public override void Snapshot(StateWriter writer)
    {
        var rows = _rows.Rows();
        var buffer = new ByteBuffer();
        writer.Write(rows.Count);
        for (var row = 0; row < rows.Count; row++)
        {
            buffer.Clear();
            _codec.Encode(rows, row, buffer);
            writer.Write(buffer.Written);
        }
    }

    public override void Restore(StateReader reader)
    {
        var (columns, count) = (_codec.NewColumns(), reader.ReadInt32());
        for (var left = count; left > 0; left--) _codec.Decode(reader.ReadBytes(), columns);
        _rows.Process(new() { Count = count, Columns = columns });
    }
}
