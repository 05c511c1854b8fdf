using System.Buffers;
using Tally.Engine.Columns;

namespace Tally.Engine.Formats;

/// <summary>Writes rows as the bytes of records, without a line end.</summary>
public abstract class Encoder
{
    /// <summary>The record with which a new file begins; empty for none.</summary>
    public virtual ReadOnlyMemory<byte> Header => default;

    /// <summary>Writes one row of a batch.</summary>
    public abstract void Encode(Batch batch, int row, IBufferWriter<byte> output);
}
