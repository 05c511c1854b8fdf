using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Tally.Benchmarks.Harness;

namespace Tally.Benchmarks.Servers;

/// <summary>A server of a measurement; it ends when this process does, however that ends: its shell's standard input is the other end of a pipe.</summary>
sealed class ServerProcess : IAsyncDisposable
{
    readonly Process _shell;
    readonly int _id;

    ServerProcess(Process shell, int id) => (_shell, _id) = (shell, id);

    /// <summary>User and system time of the server and the sessions that are its children.</summary>
    public double CpuSeconds => Memory.FamilyCpuSeconds(_id);

    /// <summary>Starts a server and waits until it listens.</summary>
    /// <param name="log">The file that takes what it says.</param>
    /// <param name="signal">What ends it.</param>
    public static async Task<ServerProcess> StartAsync(int port, IEnumerable<string> command, string log, string signal = "KILL")
    {
        var script = $"exec 2>/dev/null; {string.Join(' ', command.Select(Quote))} >{Quote(log)} 2>&1 </dev/null & p=$!; echo $p; cat >/dev/null; kill -{signal} $p; wait $p";
        var shell = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var server = new ServerProcess(shell, int.Parse((await shell.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture));
        if (await ListensAsync(port)) return server;
        await server.DisposeAsync();
        throw new NotPossibleException($"{command.First()} does not listen: {File.ReadLines(log).LastOrDefault()}");
    }

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    static async Task<bool> ListensAsync(int port)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port);
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(100);
            }
        }
        return false;
    }

    static string Quote(string text) => $"'{text.Replace("'", "'\\''")}'";

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }
}
