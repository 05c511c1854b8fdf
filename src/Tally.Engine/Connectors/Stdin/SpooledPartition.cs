using Tally.Engine.Columns;
using Tally.Engine.Connectors.Logs;
using Tally.Log;

namespace Tally.Engine.Connectors.Stdin;

/// <summary>What a spool holds of an input: it ends when the input has and all is read.</summary>
sealed class SpooledPartition(SpooledInput input, LogPartition spooled) : ISourcePartition
{
    public string Id => spooled.Id;

    public bool HasStablePositions => true;

    public long Position => spooled.Position;

    public long Backlog => spooled.Backlog;

    public long LostCount => spooled.LostCount;

    public void Seek(long position) => spooled.Seek(position);

    /// <exception cref="LogException">The spool cannot be written, and all that it holds is read.</exception>
    public ReadState Read(RecordBlock block, int maxRecords, int maxBytes)
    {
        // Asked before the read: what is stored between the two is read the next time.
        var isLast = input.IsStored;
        var state = spooled.Read(block, maxRecords, maxBytes);
        if (state != ReadState.Empty) return state;
        if (isLast) return ReadState.End;
        return input.Problem is { } problem ? throw new LogException(LogErrorKind.Unavailable, problem) : ReadState.Empty;
    }

    public ValueTask WaitAsync(CancellationToken cancellation) => spooled.WaitAsync(cancellation);

    public string Locate(RecordBlock block, int record) => $"standard input, record {block.Positions[record]}";

    public void ReadMetadata(string key, RecordBlock block, ReadOnlySpan<int> records, Column into) =>
        spooled.ReadMetadata(key, block, records, into);

    public ValueTask DisposeAsync() => spooled.DisposeAsync();
}
