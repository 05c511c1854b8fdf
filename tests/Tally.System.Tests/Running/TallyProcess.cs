using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Tally.System.Tests.Repository;

namespace Tally.System.Tests.Running;

/// <summary>./tally as a user starts it: a process of its own with its output lines; it ends with the test.</summary>
sealed partial class TallyProcess : IAsyncDisposable
{
    readonly Process _process;
    readonly ConcurrentQueue<string> _lines = new();
    readonly Stopwatch _sinceStart = Stopwatch.StartNew();

    TallyProcess(Process process) => _process = process;

    /// <summary>Everything that it has written so far.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>Where its server listens; set by <see cref="WaitForAddressAsync"/>.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:1");

    public TimeSpan SinceStart => _sinceStart.Elapsed;

    public DateTimeOffset StartedAt { get; } = DateTimeOffset.UtcNow;

    public bool IsDisposed { get; private set; }

    public bool HasEnded => _process.HasExited;

    /// <summary>The memory that it uses now, in bytes.</summary>
    public long MemoryBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public static TallyProcess Start(string workingDirectory, params string[] arguments)
    {
        return Start(new ProcessStartInfo(Path.Combine(Checkout.Root, "tally"), arguments) { WorkingDirectory = workingDirectory });
    }

    /// <summary>Starts the program that was built with the tests, without the script that looks whether it is stale: for tests that start
    /// it hundreds of times.</summary>
    public static TallyProcess StartProgram(
        string workingDirectory,
        IReadOnlyDictionary<string, string> environment,
        params string[] arguments
    )
    {
        // TALLY_PROGRAM names another build, such as the one that users start.
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("TALLY_PROGRAM") ?? Path.Combine(AppContext.BaseDirectory, "tally"),
            arguments
        )
        {
            WorkingDirectory = workingDirectory,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Start(start);
    }

    /// <summary>The same with a pipe to its standard input.</summary>
    public static TallyProcess StartPiped(string workingDirectory, params string[] arguments) =>
        Start(
            new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "tally"), arguments)
            {
                WorkingDirectory = workingDirectory,
                RedirectStandardInput = true,
            }
        );

    /// <summary>The pipe to its standard input, where it has one.</summary>
    public StreamWriter Input => _process.StandardInput;

    static TallyProcess Start(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        var tally = new TallyProcess(new() { StartInfo = start });
        tally._process.OutputDataReceived += (_, line) => tally.Take(line.Data);
        tally._process.ErrorDataReceived += (_, line) => tally.Take(line.Data);
        tally._process.Start();
        tally._process.BeginOutputReadLine();
        tally._process.BeginErrorReadLine();
        return tally;
    }

    /// <summary>Starts it, waits for its end and gives status and output.</summary>
    public static async Task<(int Status, string Output)> RunAsync(string workingDirectory, params string[] arguments)
    {
        await using var tally = Start(workingDirectory, arguments);
        await tally.WaitForEndAsync();
        return (tally._process.ExitCode, tally.Output);
    }

    /// <summary>The same with the program that was built with the tests.</summary>
    public static async Task<(int Status, string Output)> RunProgramAsync(string workingDirectory, params string[] arguments)
    {
        await using var tally = StartProgram(workingDirectory, new Dictionary<string, string>(), arguments);
        await tally.WaitForEndAsync();
        return (tally._process.ExitCode, tally.Output);
    }

    /// <summary>Waits until it says where it listens.</summary>
    public async Task WaitForAddressAsync() => Address = new Uri((await WaitForLineAsync(ListeningLine())).Value);

    public async Task<Match> WaitForLineAsync(Regex pattern)
    {
        var deadline = Stopwatch.StartNew();
        while (deadline.Elapsed < TimeSpan.FromSeconds(60))
        {
            foreach (var line in _lines)
                if (pattern.Match(line) is { Success: true } match) return match;
            Assert.False(_process.HasExited, $"tally ended early:\n{Output}");
            await Task.Delay(20);
        }
        throw new TimeoutException($"no line matched {pattern} within a minute:\n{Output}");
    }

    public async Task WaitForEndAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await _process.WaitForExitAsync(timeout.Token);
        _process.WaitForExit();
    }

    /// <summary>Ctrl-C; gives the exit status.</summary>
    public async Task<int> InterruptAsync()
    {
        kill(_process.Id, 2);
        await WaitForEndAsync();
        return _process.ExitCode;
    }

    /// <summary>SIGSTOP: it is there and does nothing.</summary>
    public void Pause() => kill(_process.Id, 19);

    /// <summary>SIGCONT.</summary>
    public void Continue() => kill(_process.Id, 18);

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        kill(_process.Id, 9);
        await WaitForEndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        IsDisposed = true;
        _process.Dispose();
    }

    void Take(string? line)
    {
        if (line is not null) _lines.Enqueue(line);
    }

    [DllImport("libc")]
    static extern int kill(int process, int signal);

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex ListeningLine();
}
