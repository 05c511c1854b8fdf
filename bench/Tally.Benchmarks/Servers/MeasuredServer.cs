using Tally.Benchmarks.Harness;
using Tally.Testing.Servers;

namespace Tally.Benchmarks.Servers;

/// <summary>A server of a measurement with what it costs.</summary>
sealed class MeasuredServer : IAsyncDisposable
{
    static readonly TimeSpan s_start = TimeSpan.FromMinutes(1);

    readonly ServerProcess _process = new();

    /// <summary>User and system time of the server and the sessions that are its children.</summary>
    public double CpuSeconds => Memory.FamilyCpuSeconds(_process.Id);

    /// <summary>Starts a server and waits until it listens.</summary>
    /// <param name="log">The file that takes what it says.</param>
    /// <param name="signal">What ends it.</param>
    public static async Task<MeasuredServer> StartAsync(int port, IReadOnlyList<string> command, string log, string signal = "KILL")
    {
        var server = new MeasuredServer();
        server._process.Start(command, log, signal);
        if (await ServerProcess.ListensAsync(port, s_start)) return server;
        await server.DisposeAsync();
        throw new NotPossibleException($"{command[0]} does not listen: {File.ReadLines(log).LastOrDefault()}");
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
