namespace Tally.Engine.Execution.Live;

/// <summary>A bounded queue in which every reader sees every entry in order; the slowest reader holds the writers back.</summary>
/// <remarks>An entry is a batch of thousands of rows, so a lock for each costs nothing that can be measured.</remarks>
sealed class Ring(int size, int readerCount, TimeProvider clock)
{
    readonly object _gate = new();
    readonly RingEntry?[] _entries = new RingEntry?[size];
    readonly long[] _next = new long[readerCount];
    long _end;
    long _released;
    volatile bool _closed;

    /// <summary>Entries that the slowest reader has not released.</summary>
    public int UsedCount
    {
        get { lock (_gate) return (int)(_end - _released); }
    }

    public int Size => size;

    /// <summary>Adds what <paramref name="make"/> gives, which is called under the ring's lock: entries have one order, and so has what
    /// they say.</summary>
    /// <returns>False when the ring is closed; then nothing was added.</returns>
    public bool Publish(Func<RingEntry?> make)
    {
        lock (_gate)
        {
            while (_end - _released == size && !_closed) Monitor.Wait(_gate);
            if (_closed) return false;
            if (make() is not { } entry) return true;
            _entries[_end % size] = entry;
            _end++;
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    /// <summary>Runs something under the ring's lock, in order with the entries, and adds none.</summary>
    /// <returns>False when the ring is closed; then it did not run.</returns>
    public bool Update(Action act) => Publish(() =>
    {
        act();
        return null;
    });

    /// <summary>The next entry for a reader, which keeps it until <see cref="Release"/>; null when none comes in time or the ring is
    /// closed.</summary>
    public RingEntry? Take(int reader, int timeoutMs)
    {
        lock (_gate)
        {
            if (_next[reader] == _end && !_closed && timeoutMs != 0) ClockMonitor.Wait(_gate, TimeSpan.FromMilliseconds(timeoutMs), clock);
            return _closed || _next[reader] == _end ? null : _entries[_next[reader] % size];
        }
    }

    /// <summary>Whether nothing waits for a reader.</summary>
    public bool IsDrained(int reader)
    {
        lock (_gate) return _next[reader] == _end;
    }

    /// <summary>The reader is done with its entry; <paramref name="onLast"/> is called, in order, for entries that all readers are done
    /// with.</summary>
    public void Release(int reader, Action<RingEntry> onLast)
    {
        lock (_gate)
        {
            _next[reader]++;
            var least = _next.Min();
            for (; _released < least; _released++)
            {
                onLast(_entries[_released % size]!);
                _entries[_released % size] = null;
            }
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Whether <see cref="Close"/> was called; takes no lock, because pumps ask while they hold their own.</summary>
    public bool IsClosed => _closed;

    /// <summary>Lets everybody go: the run has failed.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }
}
