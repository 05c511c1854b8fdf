namespace Tally.Engine.Connectors.Files;

/// <summary>The files of a table, each a partition.</summary>
sealed class FileSource(IReadOnlyList<ISourcePartition> files) : ISource
{
    public ValueTask<IReadOnlyList<ISourcePartition>> ListPartitionsAsync(CancellationToken cancellation) => ValueTask.FromResult(files);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
