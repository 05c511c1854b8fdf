using Tally.Log.Files;

namespace Tally.Log.Embedded;

/// <summary>What a flush must make durable, as it was when the flush began.</summary>
/// <param name="Stretches">The segments that grew, in order; all but the last are sealed.</param>
/// <param name="IsDirectoryChanged">Whether files were created or deleted.</param>
/// <param name="EndOffset">The offset after the last record that it covers.</param>
sealed record Unflushed(List<Unflushed.Stretch> Stretches, bool IsDirectoryChanged, long EndOffset)
{
    /// <summary>One segment.</summary>
    /// <param name="Segment">The segment; the flush holds a use of it when it is sealed.</param>
    /// <param name="File">Its open file.</param>
    /// <param name="SizeBytes">How much of it is covered.</param>
    /// <param name="Successor">The segment after a sealed one.</param>
    /// <param name="Positions">The positions where a sealed one ends.</param>
    public sealed record Stretch(Segment Segment, IFile File, long SizeBytes, Segment? Successor = null, PositionsFile? Positions = null);

    /// <summary>Makes it durable. It can be far longer than an append and runs without the partition's gate.</summary>
    /// <exception cref="IOException">Nobody knows what is on disk now.</exception>
    public void Sync(IDisk disk, string directory)
    {
        if (IsDirectoryChanged) disk.SyncDirectory(directory);
        foreach (var stretch in Stretches) stretch.File.Sync();
    }

    /// <summary>Gives back the files of the sealed segments.</summary>
    public void Release()
    {
        foreach (var stretch in Stretches)
        {
            if (stretch.Successor is not null) stretch.Segment.Release();
        }
    }
}
