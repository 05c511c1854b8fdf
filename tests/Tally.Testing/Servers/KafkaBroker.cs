using System.Diagnostics;
using System.Globalization;

namespace Tally.Testing.Servers;

/// <summary>One broker that is also a controller: a Java process, or a container of Docker. It ends when its standard input does, so that
/// none outlives the tests.</summary>
public sealed class KafkaBroker(KafkaDistribution distribution, string directory, int number)
{
    Process? _process;
    int _javaId;

    string Log => Path.Combine(directory, "log");

    string Container => $"tally-kafka-{Environment.ProcessId}-{Path.GetFileName(Path.GetDirectoryName(directory))}-{number}";

    /// <summary>Writes the configuration and makes the data directory.</summary>
    public async Task FormatAsync(string clusterId, string properties)
    {
        Directory.CreateDirectory(directory);
        await File.WriteAllTextAsync(Path.Combine(directory, "server.properties"), properties);
        if (distribution.Libraries is { } libraries)
            await RunAsync(
                $"java -XX:TieredStopAtLevel=1 -cp '{libraries}/*' kafka.tools.StorageTool format -t {clusterId} -c " +
                    $"'{directory}/server.properties' >>'{Log}' 2>&1"
            );
    }

    public void Start()
    {
        var started = distribution.Libraries is { } libraries
            ? $"java -Xmx512m -XX:TieredStopAtLevel=1 -Djava.net.preferIPv4Stack=true -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp " +
                $"'{libraries}/*' kafka.Kafka '{directory}/server.properties' >>'{Log}' 2>&1 </dev/null &"
            : $"docker start -a {Container} >>'{Log}' 2>&1 </dev/null & ";
        var end = distribution.Libraries is null ? $"docker kill {Container}" : "kill -9 $p";
        var start = new ProcessStartInfo("bash", ["-c", $"{started} p=$!; echo $p; cat >/dev/null; {end} 2>/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        _javaId = int.Parse(_process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        await RunAsync(distribution.Libraries is null ? $"docker kill {Container} >/dev/null" : $"kill -9 {_javaId}");
        _process!.StandardInput.Close();
        await _process.WaitForExitAsync();
    }

    /// <summary>Stops it where it is, as a machine that is paused; false lets it go on.</summary>
    public Task PauseAsync(bool isPaused) =>
        RunAsync(
            distribution.Libraries is null
                ? $"docker {(isPaused ? "pause" : "unpause")} {Container}"
                : $"kill -{(isPaused ? "STOP" : "CONT")} {_javaId}"
        );

    /// <summary>Makes the container that <see cref="Start"/> starts.</summary>
    public async Task CreateContainerAsync(string clusterId)
    {
        if (distribution.Libraries is not null)
            return;
        await RunAsync(
            $"docker create --name {Container} --network host -e CLUSTER_ID={clusterId} -v '{directory}:/mnt/shared/config' " +
                $"{KafkaDistribution.DockerImage} >/dev/null"
        );
    }

    /// <summary>Runs one of Kafka's own tools.</summary>
    public Task RunToolAsync(string arguments)
    {
        Assert.SkipWhen(distribution.Libraries is null, "Kafka's tools are in the container");
        return RunAsync($"java -XX:TieredStopAtLevel=1 -cp '{distribution.Libraries}/*' {arguments} >>'{Log}' 2>&1");
    }

    public async Task EndAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
        }
        if (distribution.Libraries is null) await RunAsync($"docker rm -f {Container} >/dev/null 2>&1 || true");
    }

    /// <summary>The end of its log, for messages.</summary>
    public string Tail => File.Exists(Log) ? string.Join('\n', File.ReadLines(Log).TakeLast(20)) : "no log";

    static async Task RunAsync(string script)
    {
        using var process = Process.Start("bash", ["-c", script]);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"status {process.ExitCode}: {script}");
    }
}
