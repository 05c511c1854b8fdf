
namespace Tally.Log.Embedded;

/// <summary>The log in files of this process: a directory of topics, each a directory of partitions, each a run of segments.</summary>
public sealed class EmbeddedLog : ILog
{
    readonly string _directory;
    readonly EmbeddedLogOptions _options;
    readonly IDisposable _lock;
    readonly ITimer _retention;
    readonly SemaphoreSlim _opening = new(1);
    readonly Dictionary<string, EmbeddedTopic> _topics = new(StringComparer.Ordinal);
    readonly List<LogFinding> _findings = [];
    bool _isClosed;

    EmbeddedLog(string directory, EmbeddedLogOptions options, IDisposable directoryLock)
    {
        (_directory, _options, _lock) = (directory, options, directoryLock);
        _retention = options.Time
            .CreateTimer(static state => ((EmbeddedLog)state!).Retain(), this, options.RetentionInterval, options.RetentionInterval);
    }

    public TopicOptions Defaults => _options.Topics;

    /// <summary>What recovery found and repaired or refused in the topics opened so far.</summary>
    public IReadOnlyList<LogFinding> Findings
    {
        get
        {
            lock (_findings) return [.. _findings];
        }
    }

    /// <summary>The damage and the failures of the disk that stand in the way now; empty when all is well.</summary>
    public IReadOnlyList<LogException> Problems
    {
        get
        {
            var problems = new List<LogException>();
            foreach (var partition in OpenPartitions())
            {
                if ((partition.Damage ?? partition.Failure) is { } problem) problems.Add(problem);
            }
            return problems;
        }
    }

    /// <summary>Opens a log in a directory, which is created when it is missing, and keeps other processes out of it.</summary>
    /// <exception cref="LogException">Another process has it, or it cannot be written.</exception>
    public static EmbeddedLog Open(string directory, EmbeddedLogOptions? options = null)
    {
        options ??= new EmbeddedLogOptions();
        directory = Path.GetFullPath(directory);
        return Guard($"open the log in '{directory}'", () =>
        {
            options.Disk.CreateDirectory(directory);
            return new EmbeddedLog(directory, options, options.Disk.Lock(directory));
        });
    }

    public ValueTask<IReadOnlyList<string>> ListTopicsAsync(CancellationToken cancellation = default)
    {
        var names =
            _options.Disk.ListDirectories(_directory).Where(name => TopicFile.Exists(_options.Disk, Path.Combine(_directory, name)));
        return new ValueTask<IReadOnlyList<string>>([.. names.Order(StringComparer.Ordinal)]);
    }

    public async ValueTask<ITopic> OpenTopicAsync(string name, TopicOptions? options = null, CancellationToken cancellation = default)
    {
        TopicNames.Check(name);
        await _opening.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_isClosed) throw new LogException(LogErrorKind.Unavailable, "The log is closed.");
            return Guard($"open the topic '{name}' in '{_directory}'", () => Open(name, options));
        }
        finally
        {
            _opening.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _opening.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_isClosed) return;
            _isClosed = true;
            await _retention.DisposeAsync().ConfigureAwait(false);
            foreach (var partition in OpenPartitions()) await partition.CloseAsync().ConfigureAwait(false);
            _lock.Dispose();
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Deletes what is too old or too much in every open topic.</summary>
    internal void Retain()
    {
        foreach (var partition in OpenPartitions()) partition.Retain();
    }

    static T Guard<T>(string action, Func<T> run)
    {
        try
        {
            return run();
        }
        catch (AggregateException error) when (error.InnerException is LogException inner)
        {
            throw inner;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException
            || error is AggregateException { InnerException: IOException or UnauthorizedAccessException })
        {
            throw new LogException(LogErrorKind.Unavailable, $"Cannot {action}: {error.GetBaseException().Message}", error);
        }
    }

    EmbeddedTopic Open(string name, TopicOptions? options)
    {
        if (_topics.TryGetValue(name, out var open))
        {
            open.Change(options);
            return open;
        }
        var findings = new List<LogFinding>();
        try
        {
            var topic = EmbeddedTopic.Open(name, Path.Combine(_directory, name), options, _options, findings);
            lock (_topics) _topics.Add(name, topic);
            return topic;
        }
        finally
        {
            lock (_findings) _findings.AddRange(findings);
        }
    }

    List<EmbeddedPartition> OpenPartitions()
    {
        var partitions = new List<EmbeddedPartition>();
        lock (_topics)
        {
            foreach (var topic in _topics.Values) partitions.AddRange(topic.All);
        }
        return partitions;
    }
}
