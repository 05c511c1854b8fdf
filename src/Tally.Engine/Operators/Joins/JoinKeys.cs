using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Joins;

/// <summary>The join key of a row as bytes.</summary>
sealed class JoinKeys(ImmutableArray<int> columns, ImmutableArray<SqlType> types, ImmutableArray<bool> nullSafe)
{
    readonly RowCodec _codec = new(columns, [.. columns.Select(column => types[column])]);
    readonly ByteBuffer _buffer = new();

    /// <summary>Valid until the next call.</summary>
    public ReadOnlySpan<byte> Encode(Batch batch, int row)
    {
        _buffer.Clear();
        _codec.Encode(batch, row, _buffer);
        return _buffer.Written;
    }

    /// <summary>Whether a NULL in the key keeps the row from matching anything.</summary>
    public bool MatchesNothing(Batch batch, int row)
    {
        for (var i = 0; i < columns.Length; i++)
            if (!nullSafe[i] && batch.Columns[columns[i]].IsNull(row)) return true;
        return false;
    }
}
