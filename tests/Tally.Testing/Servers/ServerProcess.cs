using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Tally.Testing.Servers;

/// <summary>A server of a test on a free loopback port; it ends when this process does, however that ends: its shell's standard input is
/// the other end of a pipe.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    const int Continue = 18;

    Process? _shell;

    /// <summary>The server's own process.</summary>
    public int Id { get; private set; }

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort() => FreePorts(1)[0];

    /// <summary>Different ports that nobody listens on.</summary>
    public static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        foreach (var listener in listeners) listener.Start();
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (var listener in listeners) listener.Stop();
        return ports;
    }

    /// <summary>Starts it.</summary>
    /// <param name="log">The file that takes what it says.</param>
    /// <param name="signal">What ends it when this process ends or disposes of it.</param>
    public void Start(IEnumerable<string> command, string log = "/dev/null", string signal = "KILL")
    {
        var server = $"{string.Join(' ', command.Select(Quote))} >>{Quote(log)} 2>&1 </dev/null";
        var script = $"exec 2>/dev/null; {server} & p=$!; echo $p; cat >/dev/null; kill -{signal} $p; wait $p";
        _shell = Process.Start(
            new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardInput = true, RedirectStandardOutput = true }
        )!;
        Id = int.Parse(_shell.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
    }

    /// <summary>Sends a signal by its number.</summary>
    public void Signal(int signal) => kill(Id, signal);

    /// <summary>kill -9 of it and all its children.</summary>
    public async Task KillAsync()
    {
        if (_shell is null) return;
        kill(Id, Continue);
        if (Find(Id) is { } server)
            using (server) server.Kill(entireProcessTree: true);
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_shell is not { } shell) return;
        _shell = null;
        kill(Id, Continue);
        shell.StandardInput.Close();
        await shell.WaitForExitAsync();
        shell.Dispose();
    }

    /// <summary>Runs a program to its end; fails with what it says.</summary>
    public static async Task RunAsync(string program, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await output}{await error}");
    }

    /// <summary>Waits until something answers.</summary>
    public static async Task WaitForAsync(Func<Task> ask)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await ask();
                return;
            }
            catch (Exception) when (waited.Elapsed < TimeSpan.FromSeconds(30))
            {
                await Task.Delay(20);
            }
        }
    }

    /// <summary>Whether somebody listens on a port by the end of a time.</summary>
    public static async Task<bool> ListensAsync(int port, TimeSpan within)
    {
        var waited = Stopwatch.StartNew();
        do
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port);
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }
        while (waited.Elapsed < within);
        return false;
    }

    static Process? Find(int id)
    {
        try
        {
            return Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    static string Quote(string text) => $"'{text.Replace("'", "'\\''")}'";

    [DllImport("libc")]
    static extern int kill(int process, int signal);
}
