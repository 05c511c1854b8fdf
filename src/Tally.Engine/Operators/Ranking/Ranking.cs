using Tally.Engine.Columns;
using Tally.Engine.Operators.Ranking.Rows;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Ranking;

/// <summary>The ranked rows of one key of an updating Top-N, and those of them that were shown.</summary>
abstract class Ranking(TopNPlan plan)
{
    readonly EmittedRanks _shown = new(plan.FirstRank, plan.WithRank);

    protected TopNPlan Plan { get; } = plan;

    /// <summary>Whether rows came or went since the last refresh.</summary>
    public bool IsChanged { get; set; }

    /// <summary>Whether there are no rows at all.</summary>
    public abstract bool IsEmpty { get; }

    /// <summary>A ranking as the plan's input needs it.</summary>
    public static Ranking For(TopNPlan plan) => plan.Updates ? new FullRanking(plan) : new BestRanking(plan);

    public abstract void Add(ReadOnlySpan<byte> order, ReadOnlySpan<byte> row, long arrival);

    public abstract void Remove(ReadOnlySpan<byte> order, ReadOnlySpan<byte> row);

    /// <summary>The rows of ranks 1 to the last one asked for.</summary>
    protected abstract IEnumerable<RankedRow> Best();

    /// <summary>Appends the difference between what was shown and what is.</summary>
    public void EmitChanges(RankingWriter writer) =>
        _shown.Show(Best().Skip((int)Math.Min(int.MaxValue, Plan.FirstRank - 1)).Select(ranked => ranked.Row).ToList(), writer);

    public virtual void Snapshot(StateWriter writer) => _shown.Snapshot(writer);

    public virtual void Restore(StateReader reader) => _shown.Restore(reader);
}

/// <summary>Over rows that only arrive: the best are enough.</summary>
sealed class BestRanking(TopNPlan plan) : Ranking(plan)
{
    RankedRows _rows = new();

    public override bool IsEmpty => _rows.Rows.Count == 0;

    public override void Add(ReadOnlySpan<byte> order, ReadOnlySpan<byte> row, long arrival) =>
        _rows.Offer(order, row, arrival, Plan.LastRank);

    public override void Remove(ReadOnlySpan<byte> order, ReadOnlySpan<byte> row) =>
        throw new InvalidOperationException("this Top-N cannot take rows back");

    protected override IEnumerable<RankedRow> Best() => _rows.Rows;

    public override void Snapshot(StateWriter writer)
    {
        base.Snapshot(writer);
        _rows.Snapshot(writer);
    }

    public override void Restore(StateReader reader)
    {
        base.Restore(reader);
        _rows = RankedRows.Restore(reader);
    }
}

/// <summary>Over rows that may be taken back: all of them, so that the next one can move up.</summary>
sealed class FullRanking(TopNPlan plan) : Ranking(plan)
{
    readonly SortedSet<RankedRow> _rows = [];

    // Equal rows share an entry: which of them is taken back makes no difference to anyone but their order of arrival; the oldest goes.
    readonly Dictionary<byte[], Queue<RankedRow>> _copies = new(ByteArrayComparer.Instance);

    public override bool IsEmpty => _rows.Count == 0;

    public override void Add(ReadOnlySpan<byte> order, ReadOnlySpan<byte> row, long arrival)
    {
        var ranked = new RankedRow(order.ToArray(), arrival, row.ToArray());
        _rows.Add(ranked);
        if (!_copies.TryGetValue(ranked.Row, out var copies)) _copies.Add(ranked.Row, copies = new(1));
        copies.Enqueue(ranked);
    }

    public override void Remove(ReadOnlySpan<byte> order, ReadOnlySpan<byte> row)
    {
        var lookup = _copies.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!lookup.TryGetValue(row, out var copies)) return;
        _rows.Remove(copies.Dequeue());
        if (copies.Count == 0) lookup.Remove(row);
    }

    protected override IEnumerable<RankedRow> Best() => _rows.Take((int)Math.Min(int.MaxValue, Plan.LastRank));

    public override void Snapshot(StateWriter writer)
    {
        base.Snapshot(writer);
        writer.Write(_rows.Count);
        foreach (var row in _rows.OrderBy(row => row.Arrival))
        {
            writer.Write(row.Order.AsSpan());
            writer.Write(row.Row.AsSpan());
            writer.Write(row.Arrival);
        }
    }

    public override void Restore(StateReader reader)
    {
        base.Restore(reader);
        for (var left = reader.ReadInt32(); left > 0; left--) Add(reader.ReadBytes(), reader.ReadBytes(), reader.ReadInt64());
    }
}
