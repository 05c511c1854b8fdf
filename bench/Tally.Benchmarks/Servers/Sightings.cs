using Tally.Benchmarks.Harness;

namespace Tally.Benchmarks.Servers;

/// <summary>When which number of orders was seen where results appear.</summary>
sealed class Sightings
{
    readonly List<(double AtMs, long Orders)> _seen = [];
    long _orders;

    /// <summary>The number seen last.</summary>
    public long Orders => Volatile.Read(ref _orders);

    public void Add(double atMs, long orders)
    {
        lock (_seen) _seen.Add((atMs, orders));
        Volatile.Write(ref _orders, orders);
    }

    /// <summary>Waits until that many orders are seen.</summary>
    public async Task UntilAsync(long orders, TimeSpan deadline)
    {
        for (var waited = 0; Orders < orders; waited += 10)
        {
            if (waited > deadline.TotalMilliseconds)
                throw new InvalidOperationException($"after {deadline.TotalSeconds:0} s {Orders} of {orders} orders are seen");
            await Task.Delay(10);
        }
    }

    /// <summary>For every turn the time from when it was due until its orders were first seen.</summary>
    public Percentiles Delays(Schedule schedule, long turns, Func<long, long> ordersWith)
    {
        var delays = new Percentiles();
        lock (_seen)
        {
            var at = 0;
            for (var turn = 0L; turn < turns; turn++)
            {
                while (at < _seen.Count && _seen[at].Orders < ordersWith(turn)) at++;
                if (at < _seen.Count) delays.Add(_seen[at].AtMs - schedule.DueMs(turn));
            }
        }
        return delays;
    }
}
