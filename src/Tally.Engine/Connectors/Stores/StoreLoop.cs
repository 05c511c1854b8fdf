using Tally.Log;

namespace Tally.Engine.Connectors.Stores;

/// <summary>Stores on a task of its own, and tries again for ever: the part that all sinks of databases share.</summary>
/// <param name="store">Stores some rows; false when there are none, or they may not be stored yet.</param>
sealed class StoreLoop(IRowStore target, Func<CancellationToken, Task<bool>> store, Action onLost, StoreOptions options, TimeProvider clock)
    : IAsyncDisposable
{
    static readonly Backoff s_backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(3));

    static readonly TimeSpan s_looksAfter = TimeSpan.FromSeconds(1);

    readonly CancellationTokenSource _stop = new();
    readonly SemaphoreSlim _one = new(1);
    Task? _running;
    long _errorCount;
    // Written by whoever stores, one at a time; read by any thread.
    volatile string? _problem;

    /// <summary>Why nothing can be stored just now.</summary>
    public string? Problem => _problem;

    /// <summary>How often storing has failed.</summary>
    public long ErrorCount => Interlocked.Read(ref _errorCount);

    public bool IsRunning => _running is not null;

    public CancellationToken Stopped => _stop.Token;

    public void Start() => _running ??= Task.Run(RunAsync);

    /// <summary>Stores everything that there is, once.</summary>
    /// <exception cref="StoreException">The target does not take it.</exception>
    public async Task StoreAllAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (await target.PrepareAsync(cancellation)) onLost();
            while (await store(cancellation)) { }
            _problem = null;
        }
        catch (StoreException e)
        {
            _problem = e.Message;
            Interlocked.Increment(ref _errorCount);
            throw;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Stores everything, trying as often as a bounded run may.</summary>
    /// <exception cref="StoreException">The target did not take it any time.</exception>
    public async Task StoreWithRetriesAsync(CancellationToken cancellation)
    {
        var backoff = s_backoff;
        for (var tried = 0; ; tried++)
        {
            try
            {
                await StoreAllAsync(cancellation);
                return;
            }
            catch (StoreException) when (tried < options.MaxRetries)
            {
                await backoff.WaitAsync(clock, cancellation);
                backoff = backoff.Next;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_running is { } running) await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await target.DisposeAsync();
        _stop.Dispose();
    }

    async Task RunAsync()
    {
        var backoff = s_backoff;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await StoreAllAsync(_stop.Token);
                backoff = s_backoff;
                await Task.Delay(options.Interval < s_looksAfter ? options.Interval : s_looksAfter, clock, _stop.Token);
            }
            catch (StoreException)
            {
                await backoff.WaitAsync(clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                backoff = backoff.Next;
            }
        }
    }
}
