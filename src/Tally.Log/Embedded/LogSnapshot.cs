using System.Globalization;
using Tally.Log.Files;

namespace Tally.Log.Embedded;

/// <summary>The log in a directory as it is at this moment, for reading only: no lock, no repair, nothing written. A running Tally may have
/// it open.</summary>
public sealed class LogSnapshot : ILog
{
    readonly string _directory;
    readonly IDisk _disk;
    readonly Dictionary<string, Topic> _topics = new(StringComparer.Ordinal);

    LogSnapshot(string directory, IDisk disk) => (_directory, _disk) = (directory, disk);

    /// <summary>Looks at a log's directory.</summary>
    /// <exception cref="LogException">There is no such directory.</exception>
    public static LogSnapshot Open(string directory, IDisk? disk = null)
    {
        directory = Path.GetFullPath(directory);
        if (!Directory.Exists(directory) && disk is null) throw new LogException(LogErrorKind.Invalid, $"there is no log in '{directory}'");
        return new(directory, new ReadOnlyDisk(disk ?? RealDisk.Instance));
    }

    public ValueTask<IReadOnlyList<string>> ListTopicsAsync(CancellationToken cancellation = default) =>
        new([.. _disk.ListDirectories(_directory).Where(name => TopicFile.Exists(_disk, Path.Combine(_directory, name)))
            .Order(StringComparer.Ordinal)]);

    /// <summary>Opens a topic as it is now; opened again it is the same.</summary>
    /// <exception cref="LogException">There is no such topic.</exception>
    public async ValueTask<ITopic> OpenTopicAsync(string name, TopicOptions? options = null, CancellationToken cancellation = default)
    {
        TopicNames.Check(name);
        if (_topics.TryGetValue(name, out var known)) return known;
        var directory = Path.Combine(_directory, name);
        if (!TopicFile.Exists(_disk, directory))
            throw new LogException(LogErrorKind.Invalid,
                $"there is no topic '{name}' in '{_directory}'; known are: {string.Join(", ", await ListTopicsAsync(cancellation))}");
        try
        {
            var count = TopicFile.Read(_disk, directory).Partitions;
            return _topics[name] = new(name,
                [.. Enumerable.Range(0, count)
                    .Select(index =>
                        new SnapshotPartition(index, Path.Combine(directory, index.ToString(CultureInfo.InvariantCulture)), _disk))]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LogException(LogErrorKind.Unavailable, $"Cannot read the topic '{name}' in '{_directory}': {error.Message}", error);
        }
    }

    public ValueTask DisposeAsync()
    {
        foreach (var topic in _topics.Values)
            foreach (var partition in topic.All) partition.Close();
        return ValueTask.CompletedTask;
    }

    /// <summary>A topic of the snapshot.</summary>
    sealed class Topic(string name, SnapshotPartition[] partitions) : ITopic
    {
        public string Name => name;

        public IReadOnlyList<IPartition> Partitions => partitions;

        public IReadOnlyList<SnapshotPartition> All => partitions;
    }
}
