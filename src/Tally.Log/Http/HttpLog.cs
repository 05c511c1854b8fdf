using System.Net.Http.Headers;

namespace Tally.Log.Http;

/// <summary>The log of another Tally, the tier in between: it takes records and says how far it has each source; reading is done
/// there.</summary>
/// <remarks>
/// Every topic shows one partition: the other side chooses by source, and always the same. Appends without a source get one of this
/// process, so that a repeat after a lost answer is recognized.
/// </remarks>
public sealed class HttpLog : ILog
{
    readonly HttpClient _client;
    readonly HttpLogOptions _options;
    readonly List<HttpPartition> _partitions = [];

    HttpLog(HttpClient client, HttpLogOptions options) => (_client, _options) = (client, options);

    /// <summary>What stands in the way now, a try being made again and again; empty when all is well.</summary>
    public IReadOnlyList<LogException> Problems
    {
        get
        {
            lock (_partitions) return [.. _partitions.Select(partition => partition.Failure).OfType<LogException>()];
        }
    }

    /// <summary>Prepares to hand records to the Tally at <paramref name="address"/>, for example "http://center:5080". Nothing is sent
    /// yet.</summary>
    public static HttpLog Open(Uri address, HttpLogOptions? options = null)
    {
        options ??= new HttpLogOptions();
        if (address.Scheme is not ("http" or "https"))
            throw new LogException(LogErrorKind.Invalid, $"The address '{address}' must start with http:// or https://.");
        var client = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = options.RequestTimeout })
        {
            BaseAddress = address,
            Timeout = Timeout.InfiniteTimeSpan, // each try has its own
        };
        if (options.Token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.Token);
        return new HttpLog(client, options);
    }

    /// <summary>Always refused: what the other Tally holds is looked at there.</summary>
    public ValueTask<IReadOnlyList<string>> ListTopicsAsync(CancellationToken cancellation = default) => throw NotHere("list topics");

    public ValueTask<ITopic> OpenTopicAsync(string name, TopicOptions? options = null, CancellationToken cancellation = default)
    {
        TopicNames.Check(name);
        var partition = new HttpPartition(name, _client, _options);
        lock (_partitions) _partitions.Add(partition);
        return new ValueTask<ITopic>(new HttpTopic(name, partition));
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The refusal of what only the other side can do.</summary>
    internal static LogException NotHere(string action) =>
        new(LogErrorKind.Invalid, $"A log over http cannot {action}: it only takes records. Ask the Tally that stores them.");
}
