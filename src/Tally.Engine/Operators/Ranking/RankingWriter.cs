using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Ranking;

/// <summary>Turns ranked rows back into columns, with their rank if asked for.</summary>
sealed class RankingWriter
{
    readonly RowCodec _codec;
    readonly long _firstRank;
    readonly bool _withRank;
    Column[] _columns;
    readonly List<ChangeKind> _kinds = [];
    int _count;

    public RankingWriter(ImmutableArray<SqlType> types, long firstRank, bool withRank)
    {
        _codec = new(types);
        (_firstRank, _withRank) = (firstRank, withRank);
        _columns = NewColumns();
    }

    Column[] NewColumns() => _withRank ? [.. _codec.NewColumns(), new Column<long>()] : _codec.NewColumns();

    /// <summary>Appends rows of one key from the first rank asked for up to the last.</summary>
    public void Append(IReadOnlyList<RankedRow> rows, long lastRank = long.MaxValue)
    {
        var end = (int)Math.Min(rows.Count, lastRank);
        for (var i = (int)Math.Min(_firstRank - 1, end); i < end; i++) Append(rows[i].Row, i + 1, ChangeKind.Insert);
    }

    /// <summary>Appends one row.</summary>
    public void Append(byte[] row, long rank, ChangeKind kind)
    {
        _codec.Decode(row, _columns);
        if (_withRank) ((Column<long>)_columns[^1]).Append(rank);
        _kinds.Add(kind);
        _count++;
    }

    /// <summary>Everything appended since the last call as a batch, or null.</summary>
    public Batch? Take(bool isPreview)
    {
        if (_count == 0) return null;
        var batch = new Batch
        {
            Count = _count, Columns = _columns, IsPreview = isPreview,
            Kinds = _kinds.TrueForAll(kind => kind == ChangeKind.Insert) ? null : [.. _kinds],
        };
        _columns = NewColumns();
        _kinds.Clear();
        _count = 0;
        return batch;
    }
}
