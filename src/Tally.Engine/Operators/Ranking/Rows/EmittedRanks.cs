using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Ranking.Rows;

/// <summary>The rows of one key of an updating Top-N that were last shown, from the first rank asked for on.</summary>
sealed class EmittedRanks(long firstRank, bool withRank)
{
    List<byte[]> _rows = [];

    /// <summary>Appends the difference between what was shown and what is.</summary>
    public void Show(List<byte[]> now, RankingWriter writer)
    {
        if (withRank) EmitByRank(now, writer);
        else
            RowDifference.Write(_rows, now, row => writer.Append(row, 0, ChangeKind.Delete),
                row => writer.Append(row, 0, ChangeKind.Insert));
        _rows = now;
    }

    void EmitByRank(List<byte[]> now, RankingWriter writer)
    {
        for (var i = 0; i < Math.Max(now.Count, _rows.Count); i++)
        {
            var rank = firstRank + i;
            if (i >= now.Count) writer.Append(_rows[i], rank, ChangeKind.Delete);
            else if (i >= _rows.Count) writer.Append(now[i], rank, ChangeKind.Insert);
            else if (!now[i].AsSpan().SequenceEqual(_rows[i]))
            {
                writer.Append(_rows[i], rank, ChangeKind.UpdateBefore);
                writer.Append(now[i], rank, ChangeKind.UpdateAfter);
            }
        }
    }

    public void Snapshot(StateWriter writer)
    {
        writer.Write(_rows.Count);
        foreach (var row in _rows) writer.Write(row.AsSpan());
    }

    public void Restore(StateReader reader)
    {
        for (var left = reader.ReadInt32(); left > 0; left--) _rows.Add(reader.ReadBytes().ToArray());
    }
}
