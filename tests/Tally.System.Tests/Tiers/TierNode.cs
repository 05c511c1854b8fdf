using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Tiers;

/// <summary>One Tally of the tiers: a process that is killed and started again by the same command over the same folder.</summary>
sealed class TierNode(string name, string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    : IAsyncDisposable
{
    TallyProcess? _process;
    bool _isStarting;

    public string Name => name;

    public string Folder => folder;

    /// <summary>From the start of a process until its server answers, its checkpoint restored.</summary>
    public List<TimeSpan> Recoveries { get; } = [];

    /// <summary>From the start of a process until it has computed what waited for it then; without those that were killed before.</summary>
    public ConcurrentQueue<TimeSpan> CatchUps { get; } = [];

    public int KillCount { get; private set; }

    public Uri Address => _process!.Address;

    /// <summary>The memory of the process now, in bytes.</summary>
    public long MemoryBytes => _process!.MemoryBytes;

    /// <summary>A port that nobody listens on now.</summary>
    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    public void Start()
    {
        _process = TallyProcess.StartProgram(folder, environment, arguments);
        _isStarting = true;
    }

    public async Task WaitUntilReadyAsync()
    {
        if (!_isStarting) return;
        await _process!.WaitForAddressAsync();
        Recoveries.Add(_process.SinceStart);
        _isStarting = false;
        _ = NoteCatchUpAsync(_process);
    }

    // The process itself says when it was; it may be killed before.
    async Task NoteCatchUpAsync(TallyProcess process)
    {
        using var http = new HttpClient { BaseAddress = process.Address, Timeout = TimeSpan.FromSeconds(5) };
        while (!process.IsDisposed)
        {
            try
            {
                using var pipeline = JsonDocument.Parse(await http.GetStringAsync("/api/v1/pipeline"));
                if (pipeline.RootElement.GetProperty("caughtUpAt") is { ValueKind: JsonValueKind.String } at)
                {
                    CatchUps.Enqueue(at.GetDateTimeOffset() - process.StartedAt);
                    return;
                }
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException or JsonException)
            {
                // Dead, or standing still.
            }
            await Task.Delay(100);
        }
    }

    public async Task KillAsync()
    {
        Assert.False(_process!.HasEnded, $"{name} ended by itself:\n{_process.Output}");
        await _process.DisposeAsync();
        KillCount++;
    }

    public void Pause() => _process!.Pause();

    public void Continue() => _process!.Continue();

    /// <summary>Ctrl-C and a clean end.</summary>
    public async Task StopAsync()
    {
        Assert.Equal(0, await _process!.InterruptAsync());
        await _process.DisposeAsync();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
    }
}
