using Tally.Benchmarks.Harness;
using Tally.Testing.Servers;

namespace Tally.Benchmarks.Servers;

/// <summary>One Apache Kafka broker for a measurement: one that runs already (TALLY_BENCH_KAFKA=host:port), or one started from a
/// distribution (KAFKA_HOME).</summary>
sealed class KafkaBroker : IAsyncDisposable
{
    readonly MeasuredServer? _process;

    KafkaBroker(string address, MeasuredServer? process) => (Address, _process) = (address, process);

    /// <summary>host:port.</summary>
    public string Address { get; }

    public static async Task<KafkaBroker> StartAsync(string folder)
    {
        if (Environment.GetEnvironmentVariable("TALLY_BENCH_KAFKA") is { Length: > 0 } running) return new(running, null);
        var libraries = Path.Combine(Environment.GetEnvironmentVariable("KAFKA_HOME") ?? "/opt/kafka", "libs");
        if (!Directory.Exists(libraries))
            throw new NotPossibleException("no Kafka: set TALLY_BENCH_KAFKA=host:port of a broker, or KAFKA_HOME of a distribution");
        var (port, controller) = (ServerProcess.FreePort(), ServerProcess.FreePort());
        var properties = Path.Combine(folder, "server.properties");
        await File.WriteAllTextAsync(properties, $"""
            process.roles=broker,controller
            node.id=1
            listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
            advertised.listeners=PLAINTEXT://127.0.0.1:{port}
            listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
            controller.listener.names=CONTROLLER
            controller.quorum.voters=1@127.0.0.1:{controller}
            log.dirs={folder}/data
            offsets.topic.replication.factor=1
            transaction.state.log.replication.factor=1
            transaction.state.log.min.isr=1
            """
        );
        await Tool.RunAsync(
            "java",
            ["-cp", libraries + "/*", "kafka.tools.StorageTool", "format", "-t", "AAECAwQFBgcICQoLDA0ODw", "-c", properties]
        );
        string[] start = ["java", "-Xmx1g", "-Djava.net.preferIPv4Stack=true", "-cp", libraries + "/*", "kafka.Kafka", properties];
        return new($"127.0.0.1:{port}", await MeasuredServer.StartAsync(port, start, Path.Combine(folder, "broker.log")));
    }

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
