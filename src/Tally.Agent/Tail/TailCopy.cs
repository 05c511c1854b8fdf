using Tally.Engine.Columns;
using Tally.Engine.Connectors;
using Tally.Log;

namespace Tally.Agent.Tail;

/// <summary>Says in a checkpoint, by its id alone, that a followed file goes on in a copy of it: a partition without records.</summary>
/// <param name="original">The id of the file that was copied and truncated.</param>
/// <param name="copy">Where the copy lies.</param>
sealed class TailCopy(string original, FileStatus copy) : ISourcePartition
{
    const char Sign = '@';

    public string Id { get; } = $"{original}{Sign}{copy.Place}";

    public bool HasStablePositions => true;

    public bool IsNamedWhenFound => true;

    public long Position => 0;

    public long Backlog => 0;

    /// <summary>Takes an id of a checkpoint apart; null when it is none of a copy.</summary>
    public static (string Original, string Place)? Parse(string id) => id.LastIndexOf(Sign) is > 0 and var at ? (id[..at], id[(at + 1)..]) : null;

    public void Seek(long position) { }

    public ReadState Read(RecordBlock block, int maxRecords, int maxBytes)
    {
        block.Clear();
        return ReadState.End;
    }

    public ValueTask WaitAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public void ReadMetadata(string key, RecordBlock block, ReadOnlySpan<int> records, Column into) { }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
