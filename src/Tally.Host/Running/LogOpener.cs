using Tally.Host.Configuration;
using Tally.Host.Sessions;
using Tally.Log;
using Tally.Log.Embedded;
using Tally.Log.Http;
using Tally.Log.Spool;

namespace Tally.Host.Running;

/// <summary>Opens the log that --log names.</summary>
static class LogOpener
{
    const string KafkaScheme = "kafka://";

    /// <param name="where">embedded, kafka://host:port,… or http://host:port.</param>
    /// <exception cref="ConfigurationException">It is none of these.</exception>
    /// <exception cref="LogException">It cannot be opened.</exception>
    public static ILog Open(string where, string dataDirectory, StorageOptions options, KafkaOptions? kafka = null)
    {
        if (where == "embedded") return EmbeddedLog.Open(Path.Combine(dataDirectory, "log"), new() { Topics = TopicsOf(options) });
        if (where.StartsWith("http://", StringComparison.Ordinal) || where.StartsWith("https://", StringComparison.Ordinal))
            return HttpLog.Open(new Uri(where), new() { Token = Environment.GetEnvironmentVariable("TALLY__Server__Token") });
        if (where.StartsWith(KafkaScheme, StringComparison.Ordinal))
            return KafkaClusters.Open(ServersOf(where), TopicsOf(options), kafka ?? new());
        throw new ConfigurationException($"--log is '{where}', expected embedded, kafka://host:port,… or http://host:port");
    }

    /// <summary>The log as it is now, for tools that only look beside a running Tally.</summary>
    /// <exception cref="ConfigurationException">It is none that can be read.</exception>
    /// <exception cref="LogException">It cannot be opened.</exception>
    public static ILog OpenToRead(string where, string dataDirectory, KafkaOptions kafka)
    {
        if (where.StartsWith(KafkaScheme, StringComparison.Ordinal)) return KafkaClusters.OpenToRead(ServersOf(where), kafka);
        if (where != "embedded")
            throw new ConfigurationException(
                $"--log is '{where}', expected embedded or kafka://host:port,…: another Tally's log cannot be read from here");
        var directory = Path.Combine(dataDirectory, "log");
        return Directory.Exists(directory)
            ? LogSnapshot.Open(directory)
            : throw new LogException(LogErrorKind.Invalid, $"there is no log in '{dataDirectory}': give the directory with --data");
    }

    /// <summary>Where records go that come over HTTP: a spool before another Tally, since whoever sends them does not keep them while it is
    /// away.</summary>
    /// <exception cref="LogException">The spool cannot be opened.</exception>
    public static async Task<ILog> OpenIngestAsync(ILog log, string dataDirectory, StorageOptions options,
        CancellationToken cancellation) =>
        log is HttpLog
            ? await SpoolLog.OpenAsync(Path.Combine(dataDirectory, "spool"), log, new() { Topics = TopicsOf(options) }, cancellation)
            : log;

    /// <summary>What keeps the records of standard input.</summary>
    /// <exception cref="LogException">It cannot be opened.</exception>
    public static ILog OpenSpool(string dataDirectory, StorageOptions options) =>
        EmbeddedLog.Open(Path.Combine(dataDirectory, "stdin"), new() { Topics = TopicsOf(options) });

    static string ServersOf(string where)
    {
        var servers = where[KafkaScheme.Length..].TrimEnd('/').Split(',', StringSplitOptions.TrimEntries);
        foreach (var server in servers)
            if (!Uri.TryCreate(KafkaScheme + server, UriKind.Absolute, out var uri) || uri.Port <= 0 || uri.AbsolutePath != "/")
                throw new ConfigurationException($"--log is '{where}', expected kafka://host:port,host:port,…; '{server}' is none");
        return string.Join(',', servers);
    }

    static TopicOptions TopicsOf(StorageOptions options) => new()
    {
        Partitions = options.Partitions > 0
            ? options.Partitions
            : throw new ConfigurationException("Storage:Partitions is 0, expected at least 1"),
        Durability = options.Durability switch
        {
            "page-cache" => Durability.PageCache,
            "interval" => Durability.Interval,
            "every-batch" => Durability.EveryBatch,
            _ =>
                throw new ConfigurationException(
                    $"Storage:Durability is '{options.Durability}', expected page-cache, interval or every-batch"),
        },
        SegmentSizeBytes = options.SegmentSizeBytes,
        Retention = options.RetentionHours == 0 ? null : TimeSpan.FromHours(options.RetentionHours),
        RetentionSizeBytes = options.RetentionSizeBytes == 0 ? null : options.RetentionSizeBytes,
    };
}
