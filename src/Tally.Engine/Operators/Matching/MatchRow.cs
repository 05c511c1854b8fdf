using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Matching;

/// <summary>A row of a sequence, kept as bytes and decoded when it is looked at.</summary>
sealed class MatchRow(long time, byte[] bytes)
{
    Batch? _decoded;

    public long Time => time;

    public byte[] Bytes => bytes;

    /// <summary>The row as a batch of its own.</summary>
    public Batch Decode(RowCodec codec)
    {
        if (_decoded is not null) return _decoded;
        var columns = codec.NewColumns();
        codec.Decode(bytes, columns);
        return _decoded = new() { Count = 1, Columns = columns };
    }
}
