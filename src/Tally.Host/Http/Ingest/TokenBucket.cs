namespace Tally.Host.Http.Ingest;

/// <summary>Lets a number of records through each second, and as many at once after a pause.</summary>
sealed class TokenBucket(int ratePerSecond, TimeProvider clock)
{
    readonly Lock _lock = new();
    double _tokens = ratePerSecond;
    long _filledAt = clock.GetTimestamp();

    /// <summary>Takes tokens for a request; else how long to wait. A request larger than the bucket passes when the bucket is full, and
    /// leaves a debt.</summary>
    public TimeSpan? TryTake(int count)
    {
        if (ratePerSecond == 0) return null;
        lock (_lock)
        {
            var now = clock.GetTimestamp();
            _tokens = Math.Min(ratePerSecond, _tokens + clock.GetElapsedTime(_filledAt, now).TotalSeconds * ratePerSecond);
            _filledAt = now;
            var needed = Math.Min(count, ratePerSecond);
            if (_tokens < needed) return TimeSpan.FromSeconds((needed - _tokens) / ratePerSecond);
            _tokens -= count;
            return null;
        }
    }

    /// <summary>Whether the bucket is full: nobody has taken from it for a while.</summary>
    public bool IsFull
    {
        get
        {
            lock (_lock) return _tokens + clock.GetElapsedTime(_filledAt).TotalSeconds * ratePerSecond >= ratePerSecond;
        }
    }
}
