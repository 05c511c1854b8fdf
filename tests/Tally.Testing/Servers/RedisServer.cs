using System.Diagnostics;
using Tally.Testing.Files;

namespace Tally.Testing.Servers;

/// <summary>A Redis of a test; asked through redis-cli, as an operator would.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    const string Program = "/usr/bin/redis-server", Cli = "/usr/bin/redis-cli";
    const string Password = "s3cret:pass";

    readonly ScratchFolder _folder = new();
    readonly ServerProcess _process = new();

    public int Port { get; } = ServerProcess.FreePort();

    /// <summary>The options of a table that say where the server is.</summary>
    public string Options => $"'connector' = 'redis', 'host' = '127.0.0.1:{Port}', 'password' = '{Password}', 'timeout' = '1 s'";

    public string Url => $"redis://:{Uri.EscapeDataString(Password)}@127.0.0.1:{Port}/0";

    /// <summary>Skips the test where Redis is not installed. The server is not started yet.</summary>
    public static RedisServer Create()
    {
        Assert.SkipUnless(File.Exists(Program) && File.Exists(Cli), "redis-server or redis-cli is not installed");
        return new();
    }

    public static async Task<RedisServer> StartAsync(params string[] more)
    {
        var server = Create();
        await server.StartServerAsync(more);
        return server;
    }

    public async Task StartServerAsync(params string[] more)
    {
        _process.Start([
            Program,
            "--port",
            $"{Port}",
            "--bind",
            "127.0.0.1",
            "--dir",
            _folder.Path,
            "--save",
            "",
            "--requirepass",
            Password,
            "--masterauth",
            Password,
            .. more,
        ]);
        await ServerProcess.WaitForAsync(async () => Assert.Equal("PONG", await AskAsync("PING")));
    }

    /// <summary>A sentinel that watches a primary under the name shop and lets a replica follow it after half a second.</summary>
    public static async Task<RedisServer> StartSentinelAsync(int primaryPort)
    {
        var server = Create();
        await File.WriteAllLinesAsync(
            server._folder["sentinel.conf"],
            [
                $"port {server.Port}",
                "bind 127.0.0.1",
                $"dir {server._folder.Path}",
                $"sentinel monitor shop 127.0.0.1 {primaryPort} 1",
                $"sentinel auth-pass shop {Password}",
                "sentinel down-after-milliseconds shop 500",
                "sentinel failover-timeout shop 3000",
            ]
        );
        server._process.Start([Program, server._folder["sentinel.conf"], "--sentinel"]);
        await ServerProcess.WaitForAsync(async () => Assert.Contains("slave", await server.AskAsync("SENTINEL", "replicas", "shop")));
        return server;
    }

    /// <summary>kill -9: everything in it is gone.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>SIGSTOP or SIGCONT.</summary>
    public void Pause(bool isPaused) => _process.Signal(isPaused ? 19 : 18);

    /// <summary>The answer to a command, one line an item.</summary>
    public async Task<string> AskAsync(params string[] command)
    {
        using var cli = Process.Start(
            new ProcessStartInfo(
                Cli,
                ["-p", $"{Port}", .. command[0] == "-a" ? [] : new[] { "-a", Password }, "--no-auth-warning", "-c", .. command]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var (output, error) = (cli.StandardOutput.ReadToEndAsync(), cli.StandardError.ReadToEndAsync());
        await cli.WaitForExitAsync();
        return (await output).TrimEnd('\n') + await error;
    }

    public async Task<string[]> LinesAsync(params string[] command) =>
        (await AskAsync(command)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
