namespace Tally.Log.Tests;

/// <summary>Waits between tries: how they grow, and that the given clock and a cancellation end them.</summary>
public sealed class BackoffTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Wait_doubles_up_to_the_limit_and_stays_there()
    {
        var waits = new List<double>();
        for (var backoff = new Backoff(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2)); waits.Count < 9; backoff = backoff.Next)
            waits.Add(backoff.Delay.TotalMilliseconds);
        Assert.Equal([50, 100, 200, 400, 800, 1600, 2000, 2000, 2000], waits);
    }

    [Fact]
    public void No_wait_is_longer_than_the_longest_not_even_the_first()
    {
        Assert.Equal(TimeSpan.FromSeconds(2), new Backoff(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(2)).Delay);
        Assert.Equal(TimeSpan.MaxValue, new Backoff(TimeSpan.MaxValue - TimeSpan.FromTicks(1), TimeSpan.MaxValue).Next.Delay);
    }

    [Fact]
    public void Constant_wait_stays_the_same() =>
        Assert.Equal(TimeSpan.FromSeconds(5), new Backoff(TimeSpan.FromSeconds(5)).Next.Next.Delay);

    [Fact]
    public void Jitter_takes_at_most_half()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(8));
        var waits = Enumerable.Range(0, 1000).Select(seed => backoff.Jittered(new Random(seed)).TotalSeconds).ToList();
        Assert.All(waits, wait => Assert.InRange(wait, 4, 8));
        Assert.True(waits.Max() - waits.Min() > 3, "the waits are spread over the whole half");
    }

    [Fact]
    public async Task Wait_ends_when_the_given_clock_has_moved_on()
    {
        var clock = new ManualTime();
        var asynchronous = new Backoff(TimeSpan.FromHours(1)).WaitAsync(clock, Cancellation);
        var onThread = Task.Factory.StartNew(() => new Backoff(TimeSpan.FromHours(1)).Wait(clock, Cancellation), Cancellation,
            TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.False(asynchronous.IsCompleted || onThread.IsCompleted);
        // The thread may ask for its timer a moment later than this looks.
        for (; !(asynchronous.IsCompleted && onThread.IsCompleted); await Task.Yield()) clock.Advance(TimeSpan.FromHours(1));
        await asynchronous;
        Assert.True(await onThread);
    }

    [Fact]
    public void Canceled_wait_says_so() =>
        Assert.False(new Backoff(TimeSpan.FromHours(1)).Wait(TimeProvider.System, new CancellationToken(canceled: true)));
}
