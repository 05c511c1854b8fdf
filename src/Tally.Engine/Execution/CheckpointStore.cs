namespace Tally.Engine.Execution;

/// <summary>The checkpoints of one run in a folder: written atomically, the newest two kept, the newest valid one restored.</summary>
public sealed class CheckpointStore(string folder)
{
    /// <summary>Where the files are.</summary>
    public string Folder { get; } = folder;
}
