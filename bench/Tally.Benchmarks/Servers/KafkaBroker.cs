using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Tally.Benchmarks.Harness;

namespace Tally.Benchmarks.Servers;

/// <summary>One Apache Kafka broker for a measurement: one that runs already (TALLY_BENCH_KAFKA=host:port), or one started from a distribution (KAFKA_HOME).</summary>
sealed class KafkaBroker : IAsyncDisposable
{
    readonly Process? _process;

    KafkaBroker(string address, Process? process) => (Address, _process) = (address, process);

    /// <summary>host:port.</summary>
    public string Address { get; }

    public static async Task<KafkaBroker> StartAsync(string folder)
    {
        if (Environment.GetEnvironmentVariable("TALLY_BENCH_KAFKA") is { Length: > 0 } running) return new(running, null);
        var libraries = Path.Combine(Environment.GetEnvironmentVariable("KAFKA_HOME") ?? "/opt/kafka", "libs");
        if (!Directory.Exists(libraries)) throw new NotPossibleException("no Kafka: set TALLY_BENCH_KAFKA=host:port of a broker, or KAFKA_HOME of a distribution");
        var (port, controller) = (FreePort(), FreePort());
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
            """);
        await Tool.RunAsync("java", ["-cp", libraries + "/*", "kafka.tools.StorageTool", "format", "-t", "AAECAwQFBgcICQoLDA0ODw", "-c", properties]);
        // The broker ends when this process does: its standard input is the other end of a pipe.
        var script = $"java -Xmx1g -Djava.net.preferIPv4Stack=true -cp '{libraries}/*' kafka.Kafka '{properties}' >'{folder}/broker.log' 2>&1 </dev/null & p=$!; cat >/dev/null; kill -9 $p";
        var process = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardInput = true })!;
        await ListenAsync(port);
        return new($"127.0.0.1:{port}", process);
    }

    static async Task ListenAsync(int port)
    {
        for (var tries = 0; ; tries++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (tries < 600)
            {
                await Task.Delay(100);
            }
        }
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null) return;
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
