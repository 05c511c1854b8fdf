using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators;

/// <summary>Collects rows of state, with their kinds, as a batch.</summary>
/// <param name="withWatermarks">Whether the rows carry the watermarks of the rows that caused them.</param>
sealed class ChangeBatch(RowCodec codec, bool withWatermarks)
{
    readonly Column[] _columns = codec.NewColumns();
    readonly List<ChangeKind> _kinds = [];
    readonly List<long> _watermarks = [];

    public void Append(byte[] row, ChangeKind kind, long watermark)
    {
        codec.Decode(row, _columns);
        _kinds.Add(kind);
        if (withWatermarks) _watermarks.Add(watermark);
    }

    /// <summary>The rows, or null when there is none.</summary>
    public Batch? Take() => _kinds.Count == 0 ? null : new()
    {
        Count = _kinds.Count, Columns = _columns, Kinds = _kinds.TrueForAll(kind => kind == ChangeKind.Insert) ? null : [.. _kinds],
        RowWatermarks = withWatermarks ? [.. _watermarks] : null,
    };
}
