using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Connectors.Stores;

// Sinks of updating queries.
//
// A query changes a key many times; the target needs the newest row only. So the sink keeps the newest row of every key until it is stored,
// and a task
// of its own stores what has changed, in batches. While the target is away the query goes on: what waits is bounded by the number of keys,
// and part of
// every checkpoint, so that a checkpoint never waits for a database. Values are absolute: after a lost reply the same rows are stored
// again.
//
// After a crash the engine goes back to its checkpoint and computes values that are older than those stored before. A stored value must not
// follow it
// backwards, and a row that was stored since the checkpoint must not stay when the second time it never appears. There are two ways:
// aligned rows are stored once the checkpoint that they belong to is on disk, all of a checkpoint together: the target never knows more
// than it
// immediate rows are stored at once; after a restart they are held until all that the log held then is computed (OnCaughtUp), and a store
// that
//               remembers what it was given puts everything in order (KeptRows)

/// <summary>Gives a store the newest row of every key that has changed.</summary>
public sealed class UpsertSink : ICheckpointedSink
{
    readonly Lock _gate = new();
    readonly Schema _schema;
    readonly ImmutableArray<int> _key;
    readonly UpsertRows _rows;
    readonly IRowStore _store;
    readonly StoreOptions _options;
    readonly StoreLoop _loop;
    readonly SemaphoreSlim _spaceFreed = new(0);
    UpsertRows _open;
    UpsertRows? _sealed;
    long _run;
    long _checkpoint;
    bool _isHeld;
    bool _isLost;

    /// <param name="key">The columns of the table's primary key.</param>
    public UpsertSink(IRowStore store, Schema schema, ImmutableArray<int> key, StoreOptions options, TimeProvider clock)
    {
        (_store, _options, _schema, _key) = (store, options, schema, key);
        _open = _rows = new(schema, key, options.KeptRows);
        _run = clock.GetUtcNow().UtcTicks;
        _loop = new(store, StoreSomeAsync, OnLost, options, clock);
    }

    public string? Problem => _loop.Problem;

    public string? Notice => _store.Notice;

    public long RefusedCount => _store.RefusedCount;

    public long ErrorCount => _loop.ErrorCount;

    public int WaitingCount
    {
        get
        {
            lock (_gate) return _rows.WaitingCount;
        }
    }

    public void Write(Batch batch)
    {
        lock (_gate)
        {
            for (var row = 0; row < batch.Count; row++) _open.Put(batch, row);
        }
        if (!_loop.IsRunning && WaitingCount >= _options.MaxWaitingRows)
            _loop.StoreWithRetriesAsync(CancellationToken.None).GetAwaiter().GetResult();
        while (_loop.IsRunning && !_isHeld && WaitingCount >= _options.MaxWaitingRows && !_loop.Stopped.IsCancellationRequested)
            _spaceFreed.Wait(100);
    }

    public ValueTask FlushAsync(CancellationToken cancellation) => new(_loop.StoreWithRetriesAsync(cancellation));

    // New rows that share a key of the table replace each other too.
    public void Start(bool isUpdating, ImmutableArray<int>? key)
    {
        isUpdating |= key is null || key.Value.Except(_key).Any();
        if (isUpdating && _options.IsAligned) _open = new(_schema, _key, 0);
        _isHeld = isUpdating && !_options.IsAligned;
        _loop.Start();
    }

    public void OnCaughtUp() => _isHeld = false;

    // A checkpoint that failed is taken again: what was sealed for it goes with the next one.
    public void OnBarrier(long number)
    {
        if (ReferenceEquals(_open, _rows)) return;
        lock (_gate)
        {
            if (_sealed is null) _sealed = _open;
            else _open.MoveTo(_sealed);
            _open = new(_schema, _key, 0);
        }
    }

    public void OnCheckpoint(long number)
    {
        lock (_gate)
        {
            _sealed?.MoveTo(_rows);
            (_sealed, _checkpoint) = (null, number);
        }
    }

    public void Snapshot(StateWriter writer)
    {
        lock (_gate)
        {
            writer.Write(_run);
            _rows.Snapshot(writer);
            writer.Write(_sealed is not null);
            _sealed?.Snapshot(writer);
        }
    }

    public void Restore(StateReader reader)
    {
        _run = reader.ReadInt64();
        _rows.Restore(reader);
        if (reader.ReadBoolean()) _rows.Restore(reader);
    }

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    void OnLost()
    {
        _isLost = true;
        lock (_gate) _rows.ChangeAll();
    }

    async Task<bool> StoreSomeAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref _isHeld)) return false;
        UpsertRows.Taken? taken;
        long checkpoint;
        lock (_gate) (taken, checkpoint) = (_rows.Take(_options.IsAligned ? int.MaxValue : _options.BatchRows), _checkpoint);
        if (taken is null)
        {
            if (_isLost) await _store.SettleAsync(cancellation);
            return _isLost = false;
        }
        var isStored = false;
        try
        {
            await _store.StoreAsync(taken.Rows, new(_run, _loop.IsRunning ? checkpoint : StoreMark.NoCheckpoint, IsOnce: false),
                cancellation);
            isStored = true;
        }
        finally
        {
            lock (_gate) _rows.Settle(taken, isStored);
            if (_spaceFreed.CurrentCount == 0) _spaceFreed.Release();
        }
        return true;
    }
}
