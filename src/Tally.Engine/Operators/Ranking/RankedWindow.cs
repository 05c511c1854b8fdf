using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Ranking;

/// <summary>A ranking that may still be corrected, and what was emitted of it: for each key the rows from the first rank to the
/// last.</summary>
sealed class RankedWindow(WindowRanking ranking)
{
    readonly List<byte[][]> _shown = [];

    public WindowRanking Ranking { get; } = ranking;

    public bool HasFired { get; private set; }

    /// <summary>Appends the difference to what was emitted: first what goes, then what comes.</summary>
    public void Change(WindowTopNPlan plan, RankingWriter writer)
    {
        var now = Ranking.Keys
            .Select(ranked => ranked.Rows.Take((int)Math.Min(int.MaxValue, plan.LastRank)).Skip((int)(plan.FirstRank - 1))
                .Select(row => row.Row).ToArray()).ToList();
        for (var key = 0; key < _shown.Count; key++) Append(_shown[key], now[key], ChangeKind.Delete);
        for (var key = 0; key < now.Count; key++) Append(now[key], key < _shown.Count ? _shown[key] : [], ChangeKind.Insert);
        _shown.Clear();
        _shown.AddRange(now);
        (HasFired, Ranking.IsTouched) = (true, false);

        void Append(byte[][] rows, byte[][] others, ChangeKind kind)
        {
            for (var i = 0; i < rows.Length; i++)
                if (i >= others.Length || !rows[i].AsSpan().SequenceEqual(others[i])) writer.Append(rows[i], plan.FirstRank + i, kind);
        }
    }

    public void Snapshot(StateWriter writer)
    {
        Ranking.Snapshot(writer);
        writer.Write(HasFired);
        writer.Write(_shown.Count);
        foreach (var rows in _shown)
        {
            writer.Write(rows.Length);
            foreach (var row in rows) writer.Write(row.AsSpan());
        }
    }

    public static RankedWindow Restore(StateReader reader, WindowTopNPlan plan)
    {
        var window = new RankedWindow(WindowRanking.Restore(reader, plan)) { HasFired = reader.ReadBoolean() };
        for (var keys = reader.ReadInt32(); keys > 0; keys--)
        {
            var rows = new byte[reader.ReadInt32()][];
            for (var i = 0; i < rows.Length; i++) rows[i] = reader.ReadBytes().ToArray();
            window._shown.Add(rows);
        }
        return window;
    }
}
