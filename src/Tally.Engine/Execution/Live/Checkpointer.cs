using Tally.Engine.Execution.Checkpoints;

namespace Tally.Engine.Execution.Live;

/// <summary>Takes checkpoints: puts a barrier into the ring, gathers the workers' state, stores all.</summary>
sealed class Checkpointer(LiveOptions options, Ring ring, IReadOnlyList<LiveStream> streams, int workerCount)
{
    readonly SemaphoreSlim _one = new(1);
    CheckpointStore? _store;
    long _number;
    long? _takenAt;

    public long SizeBytes { get; private set; }

    public long Count { get; private set; }

    /// <summary>Why the last attempt failed; null when it did not.</summary>
    public string? Error { get; private set; }

    public long? AgeMs => _takenAt is { } at ? (long)options.Context.Clock.GetElapsedTime(at).TotalMilliseconds : null;

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
            var published = Task.Run(() => ring.Publish(() => new BarrierEntry(barrier = new(_number + 1, [.. streams.Select(stream => stream.Position())], workerCount))), cancellation);
            if (!await published.WaitAsync(deadline, options.Context.Clock, cancellation) || barrier is null) return false;
            var groups = await barrier.Done.WaitAsync(deadline, options.Context.Clock, cancellation);
            if (options.DeadLetters is { } letters) await letters.FlushAsync(cancellation).AsTask().WaitAsync(deadline, options.Context.Clock, cancellation);
            SizeBytes = _store.Write(new(barrier.Number, options.Context.Clock.GetUtcNow(), barrier.Streams, groups));
            (_number, _takenAt, Error) = (barrier.Number, options.Context.Clock.GetTimestamp(), null);
            Count++;
            Completed?.Invoke(_number);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException and not OutOfMemoryException)
        {
            Error = e is TimeoutException ? $"a checkpoint was not complete after {deadline.TotalSeconds} s: a query or its sink is stuck" : e.Message;
            return false;
        }
        finally
        {
            _one.Release();
        }
    }
}
