namespace Tally.Results.Alerts;

/// <summary>The alerts that are firing, and the latest changes. Written by workers, read by any thread.</summary>
public sealed class AlertBoard
{
    const int RecentCount = 200;

    readonly Lock _lock = new();
    readonly SortedDictionary<string, Alert> _active = new(StringComparer.Ordinal);
    readonly Queue<Alert> _recent = new();

    /// <summary>Called for every change, on the thread that found it; must not block.</summary>
    public event Action<Alert>? Changed;

    /// <summary>What fires now, by rule and row.</summary>
    public IReadOnlyList<Alert> Active
    {
        get
        {
            lock (_lock) return [.. _active.Values];
        }
    }

    /// <summary>The latest changes, the newest first.</summary>
    public IReadOnlyList<Alert> Recent
    {
        get
        {
            lock (_lock) return [.. _recent.Reverse()];
        }
    }

    /// <param name="place">The rule and the row.</param>
    public void Put(string place, Alert alert)
    {
        lock (_lock)
        {
            if (alert.State == Alert.Firing) _active[place] = alert;
            else _active.Remove(place);
            _recent.Enqueue(alert);
            if (_recent.Count > RecentCount) _recent.Dequeue();
        }
        Changed?.Invoke(alert);
    }
}
