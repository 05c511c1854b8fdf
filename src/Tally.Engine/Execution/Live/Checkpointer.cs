using Tally.Engine.Execution.Checkpoints;

namespace Tally.Engine.Execution.Live;

/// <summary>Takes checkpoints, one at a time: puts a barrier into the ring, gathers the workers' state, stores all.</summary>
sealed class Checkpointer(LiveOptions options, Ring ring, IReadOnlyList<LiveStream> streams, int workerCount)
{
    readonly SemaphoreSlim _one = new(1);
    CheckpointStore? _store;
    long _number;
    volatile Taken _last = new(0, 0, null, null);

    // What others see of the checkpoints: replaced as a whole by whoever takes one, read by any thread.
    sealed record Taken(long Count, long SizeBytes, long? Timestamp, string? Error);

    public long SizeBytes => _last.SizeBytes;

    public long Count => _last.Count;

    /// <summary>Why the last attempt failed; null when it did not.</summary>
    public string? Error => _last.Error;

    public long? AgeMs => _last.Timestamp is { } at ? (long)options.Context.Clock.GetElapsedTime(at).TotalMilliseconds : null;

    /// <summary>Is told the number of each checkpoint that is on disk.</summary>
    public event Action<long>? Completed;

    public void Use(CheckpointStore? store, Checkpoint? newest)
    {
        _store = store;
        _number = newest?.Number ?? 0;
    }

    /// <summary>Takes one; a failure is kept in <see cref="Error"/>, and the run goes on with the one before.</summary>
    /// <returns>Whether it is stored, or none is asked for.</returns>
    public async Task<bool> TakeAsync(TimeSpan deadline, CancellationToken cancellation)
    {
        if (_store is null) return true;
        await _one.WaitAsync(cancellation);
        try
        {
            Barrier? barrier = null;
            var published = NamedThread.Start("tally barrier", () => ring.Publish(() => new BarrierEntry(barrier = BarrierHere())));
            await published.WaitAsync(deadline, options.Context.Clock, cancellation);
            if (barrier is null) return false;
            var groups = await barrier.Done.WaitAsync(deadline, options.Context.Clock, cancellation);
            if (options.DeadLetters is { } letters)
                await letters.FlushAsync(cancellation).AsTask().WaitAsync(deadline, options.Context.Clock, cancellation);
            var sizeBytes = _store.Write(new(barrier.Number, options.Context.Clock.GetUtcNow(), barrier.Streams, groups));
            _number = barrier.Number;
            _last = new(_last.Count + 1, sizeBytes, options.Context.Clock.GetTimestamp(), null);
            Completed?.Invoke(_number);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException and not OutOfMemoryException)
        {
            _last = _last with { Error = e is TimeoutException
                ? $"a checkpoint was not complete after {deadline.TotalSeconds} s: a query or its sink is stuck"
                : e.Message };
            return false;
        }
        finally
        {
            _one.Release();
        }
    }

    // Under the ring's lock: the positions are those of the barrier's place. The ring may be full for as long as the slowest query takes,
    // so the barrier is put in by a thread of its own.
    Barrier BarrierHere() => new(_number + 1, [.. streams.Select(stream => stream.Position())], workerCount);
}
