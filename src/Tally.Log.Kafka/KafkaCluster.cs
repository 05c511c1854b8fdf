using Confluent.Kafka;
using Tally.Log.Kafka.Native;

namespace Tally.Log.Kafka;

/// <summary>The clients of one cluster: one that writes, two that ask questions, and the properties of those that read.</summary>
sealed class KafkaCluster : IDisposable
{
    static readonly TimeSpan s_probeTimeout = TimeSpan.FromSeconds(2);

    readonly Dictionary<string, string> _adminProperties;
    readonly Dictionary<string, string> _consumerProperties;
    readonly Lazy<IAdminClient> _admin;
    readonly Lazy<NativeConsumer> _questions;
    int _isProbing;
    int _askingCount;
    volatile bool _isClosed;

    public KafkaCluster(string servers, KafkaLogOptions options)
    {
        NativeClient.Require();
        Options = options;
        Health = new ClusterHealth(servers);
        var common = new Dictionary<string, string> { ["bootstrap.servers"] = servers, ["client.id"] = "tally",
            ["topic.metadata.refresh.interval.ms"] = "30000", ["reconnect.backoff.max.ms"] = "1000" };
        Writer = new KafkaWriter(Merge(common, ClientProperties.ForProducer(options.Properties)), Health, options.Time);
        _consumerProperties = Merge(common, ClientProperties.ForConsumer(options.Properties));
        _adminProperties = Merge(common, ClientProperties.ForAdmin(options.Properties));
        _admin = new(() => ClientGuard.Make(() => new AdminClientBuilder(_adminProperties)
            .SetErrorHandler((_, error) => Health.Report(error)).SetLogHandler((_, _) => { }).Build()));
        _questions = new(() => NewConsumer(new() { ["group.id"] = options.Group ?? "tally", ["enable.auto.commit"] = "false" }));
    }

    public KafkaLogOptions Options { get; }

    public ClusterHealth Health { get; }

    public KafkaWriter Writer { get; }

    /// <summary>A consumer that is told what to read.</summary>
    public NativeConsumer NewConsumer(Dictionary<string, string> changes) =>
        ClientGuard.Make(() => new NativeConsumer(Merge(_consumerProperties, changes), Health.Report));

    /// <summary>All topics of the cluster as it describes them.</summary>
    /// <exception cref="LogException">It does not answer or refuses.</exception>
    public Task<Metadata> DescribeAsync(string? topic, CancellationToken cancellation) =>
        Task.Run(() => Ask(() => _admin.Value.GetMetadata(Options.RequestTimeout), topic), cancellation);

    /// <summary>Creates a topic.</summary>
    /// <exception cref="LogException">The cluster does not answer.</exception>
    /// <exception cref="Confluent.Kafka.Admin.CreateTopicsException">It refuses.</exception>
    public async Task CreateAsync(Confluent.Kafka.Admin.TopicSpecification topic)
    {
        try
        {
            await _admin.Value
                .CreateTopicsAsync([topic], new() { RequestTimeout = Options.RequestTimeout, OperationTimeout = Options.RequestTimeout })
                .ConfigureAwait(false);
        }
        catch (KafkaException error) when (error is not Confluent.Kafka.Admin.CreateTopicsException)
        {
            throw Health.NoAnswer(error.Error, topic.Name, error);
        }
    }

    /// <summary>Asks about a partition, and blocks.</summary>
    /// <exception cref="LogException">The cluster does not answer or refuses.</exception>
    public T Ask<T>(Func<NativeConsumer, T> question, string topic) => Ask(() => question(_questions.Value), topic);

    /// <summary>While something stands in the way: looks whether it is gone.</summary>
    public void Probe()
    {
        if (Health.Problem is null || Interlocked.Exchange(ref _isProbing, 1) == 1) return;
        try
        {
            Ask(() => _admin.Value.GetMetadata(s_probeTimeout), null);
        }
        catch (LogException)
        {
            // It is not: what stands in the way is known already.
        }
        finally
        {
            Volatile.Write(ref _isProbing, 0);
        }
    }

    public void Dispose()
    {
        _isClosed = true;
        SpinWait.SpinUntil(() => Volatile.Read(ref _askingCount) == 0, Options.RequestTimeout); // the client's memory goes with it
        Writer.Dispose();
        if (_admin.IsValueCreated) _admin.Value.Dispose();
        if (_questions.IsValueCreated) _questions.Value.Dispose();
    }

    /// <summary>Asks something with a client of the caller's, and blocks.</summary>
    /// <exception cref="LogException">The cluster does not answer or refuses.</exception>
    public T Ask<T>(Func<T> question, string? topic)
    {
        Interlocked.Increment(ref _askingCount);
        try
        {
            if (_isClosed) throw new LogException(LogErrorKind.Unavailable, "The log is closed.");
            var answer = question();
            Health.Answered();
            return answer;
        }
        catch (KafkaException error)
        {
            throw Health.NoAnswer(error.Error, topic, error);
        }
        finally
        {
            Interlocked.Decrement(ref _askingCount);
        }
    }

    static Dictionary<string, string> Merge(Dictionary<string, string> first, Dictionary<string, string> second)
    {
        var merged = new Dictionary<string, string>(first);
        foreach (var (name, value) in second) merged[name] = value;
        return merged;
    }
}
