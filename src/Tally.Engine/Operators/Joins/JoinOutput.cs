using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Joins;

/// <summary>Collects the rows of a join: pairs, or one side with NULLs for the other, with their kinds.</summary>
sealed class JoinOutput(JoinSides sides)
{
    readonly RowCodec _left = new(sides.LeftTypes);
    readonly RowCodec _right = new(sides.RightTypes);
    readonly bool _leftOnly = sides.Kind is JoinKind.Semi or JoinKind.Anti;
    readonly List<ChangeKind> _kinds = [];
    readonly List<long> _watermarks = [];
    Column[] _leftColumns = new RowCodec(sides.LeftTypes).NewColumns();
    Column[] _rightColumns = new RowCodec(sides.RightTypes).NewColumns();
    bool _withWatermarks;

    /// <summary>Appends a row; null stands for a side without a match.</summary>
    public void Append(ReadOnlySpan<byte> left, bool hasLeft, ReadOnlySpan<byte> right, bool hasRight, ChangeKind kind, int copies = 1)
    {
        for (; copies > 0; copies--)
        {
            Decode(_left, left, hasLeft, _leftColumns);
            if (!_leftOnly) Decode(_right, right, hasRight, _rightColumns);
            _kinds.Add(kind);
            _watermarks.Add(long.MinValue);
        }
    }

    /// <summary>Appends an inserted row that carries a watermark.</summary>
    public void Append(byte[]? left, byte[]? right, long watermark = long.MinValue)
    {
        Append(left, left is not null, right, right is not null, ChangeKind.Insert);
        _watermarks[^1] = watermark;
        _withWatermarks |= watermark != long.MinValue;
    }

    static void Decode(RowCodec codec, ReadOnlySpan<byte> row, bool exists, Column[] into)
    {
        if (exists) codec.Decode(row, into);
        else
            foreach (var column in into) column.AppendNull();
    }

    /// <summary>Hands the rows on and starts afresh.</summary>
    public void Flush(IOutput output)
    {
        if (_kinds.Count == 0) return;
        var batch = new Batch
        {
            Count = _kinds.Count, Columns = _leftOnly ? _leftColumns : [.. _leftColumns, .. _rightColumns],
            Kinds = _kinds.TrueForAll(kind => kind == ChangeKind.Insert) ? null : [.. _kinds],
            RowWatermarks = _withWatermarks ? [.. _watermarks] : null,
        };
        (_leftColumns, _rightColumns) = (_left.NewColumns(), _right.NewColumns());
        _kinds.Clear();
        _watermarks.Clear();
        _withWatermarks = false;
        output.Process(batch);
    }
}
