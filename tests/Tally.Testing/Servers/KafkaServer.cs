namespace Tally.Testing.Servers;

/// <summary>Some brokers on free loopback ports; they end with the tests.</summary>
public sealed class KafkaServer : IAsyncDisposable
{
    static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(90);

    readonly string _directory;
    readonly int[] _ports;
    readonly KafkaBroker[] _brokers;

    KafkaServer(string directory, int[] ports, KafkaBroker[] brokers) => (_directory, _ports, _brokers) = (directory, ports, brokers);

    /// <summary>The brokers' addresses, "127.0.0.1:23456,…".</summary>
    public string Bootstrap => string.Join(',', _ports.Take(_brokers.Length).Select(port => $"127.0.0.1:{port}"));

    /// <summary>Starts brokers, or skips the test with the reason why none can be.</summary>
    /// <param name="more">Lines of configuration for every broker.</param>
    public static async Task<KafkaServer> StartAsync(int count = 1, string more = "", string protocol = "PLAINTEXT")
    {
        var (distribution, reason) = KafkaDistribution.Find();
        if (distribution is null) Assert.Skip(reason);
        var directory = Directory.CreateTempSubdirectory("tally-kafka-").FullName;
        var ports = ServerProcess.FreePorts(2 * count);
        var brokers = Enumerable
            .Range(1, count)
            .Select(number => new KafkaBroker(distribution, Path.Combine(directory, $"broker-{number}"), number))
            .ToArray();
        var server = new KafkaServer(directory, ports, brokers);
        await Task.WhenAll(brokers.Select((broker, index) => PrepareAsync(broker, server.Properties(index, protocol, more))));
        foreach (var broker in brokers) broker.Start();
        await server.WaitAsync(Enumerable.Range(0, count));
        return server;
    }

    /// <summary>kill -9 of a broker; the first has number 1.</summary>
    public Task KillAsync(int number = 1) => _brokers[number - 1].KillAsync();

    /// <summary>Starts a broker that was killed, and waits until it answers.</summary>
    public Task RestartAsync(int number = 1)
    {
        _brokers[number - 1].Start();
        return WaitAsync([number - 1]);
    }

    /// <summary>Stops a broker in its tracks, or lets it go on.</summary>
    public Task PauseAsync(bool isPaused, int number = 1) => _brokers[number - 1].PauseAsync(isPaused);

    /// <summary>Deletes what is before an offset of partition 0, as retention does.</summary>
    public async Task DeleteRecordsAsync(string topic, long beforeOffset)
    {
        var file = Path.Combine(_directory, "delete.json");
        await File.WriteAllTextAsync(
            file,
            $$"""{"partitions":[{"topic":"{{topic}}","partition":0,"offset":{{beforeOffset}}}],"version":1}"""
        );
        await _brokers[0]
            .RunToolAsync($"org.apache.kafka.tools.DeleteRecordsCommand --bootstrap-server {Bootstrap} --offset-json-file '{file}'");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var broker in _brokers) await broker.EndAsync();
        Directory.Delete(_directory, recursive: true);
    }

    static async Task PrepareAsync(KafkaBroker broker, string properties)
    {
        const string clusterId = "AAECAwQFBgcICQoLDA0ODw";
        await broker.FormatAsync(clusterId, properties);
        await broker.CreateContainerAsync(clusterId);
    }

    string Properties(int index, string protocol, string more)
    {
        var count = _brokers.Length;
        var copies = Math.Min(3, count);
        var voters = string.Join(',', Enumerable.Range(0, count).Select(at => $"{at + 1}@127.0.0.1:{_ports[count + at]}"));
        return $"""
            process.roles=broker,controller
            node.id={index + 1}
            listeners={protocol}://127.0.0.1:{_ports[index]},CONTROLLER://127.0.0.1:{_ports[count + index]}
            advertised.listeners={protocol}://127.0.0.1:{_ports[index]}
            listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL
            inter.broker.listener.name={protocol}
            controller.listener.names=CONTROLLER
            controller.quorum.voters={voters}
            log.dirs={_directory}/broker-{index + 1}/data
            default.replication.factor={copies}
            min.insync.replicas={Math.Max(1, copies - 1)}
            offsets.topic.replication.factor={copies}
            offsets.topic.num.partitions=3
            transaction.state.log.replication.factor={copies}
            transaction.state.log.min.isr={Math.Max(1, copies - 1)}
            group.initial.rebalance.delay.ms=0
            log.cleaner.enable=false
            # The times of the tests' records are in the past, and retention goes by them.
            log.retention.ms=-1
            {more}
            """;
    }

    async Task WaitAsync(IEnumerable<int> indexes)
    {
        foreach (var index in indexes)
            Assert.True(
                await ServerProcess.ListensAsync(_ports[index], s_timeout),
                $"broker {index + 1} does not listen after {s_timeout.TotalSeconds} s:\n{_brokers[index].Tail}"
            );
    }
}
