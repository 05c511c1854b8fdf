using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Connectors.Stores;

// Sinks of tables without a key.
//
// A row that is stored twice is there twice, so rows are stored with the checkpoint that they belong to: at a barrier the rows since the last one become
// part of the checkpoint; when it is on disk they are stored together with its number, in one transaction. After a crash a store that has the number
// already leaves them out. So rows appear one checkpoint late, and exactly once.

/// <summary>Gives a store new rows, each exactly once.</summary>
public sealed class AppendSink : ICheckpointedSink
{
    readonly Lock _gate = new();
    readonly IRowStore _store;
    readonly StoreOptions _options;
    readonly StoreLoop _loop;
    readonly RowCodec _codec;
    readonly ByteBuffer _buffer = new();
    readonly SortedDictionary<long, List<byte[]>> _sealed = [];
    readonly SemaphoreSlim _room = new(0);
    List<byte[]> _open = [];
    long _run;
    long _complete;

    public AppendSink(IRowStore store, Schema schema, StoreOptions options, TimeProvider clock)
    {
        (_store, _options) = (store, options);
        _codec = new([.. schema.Fields.Select(field => field.Type)]);
        _run = clock.GetUtcNow().UtcTicks;
        _loop = new(store, StoreSomeAsync, () => { }, options, clock);
    }

    public string? Problem => _loop.Problem;

    public string? Notice => _store.Notice;

    public long ErrorCount => _loop.ErrorCount;

    int SealedCount
    {
        get
        {
            lock (_gate) return _sealed.Values.Sum(rows => rows.Count);
        }
    }

    public void Write(Batch batch)
    {
        lock (_gate)
        {
            for (var row = 0; row < batch.Count; row++)
            {
                if (batch.IsRetraction(row)) throw new InvalidOperationException("a table without PRIMARY KEY takes new rows only; the query changes rows that it has given before");
                _buffer.Clear();
                _codec.Encode(batch, row, _buffer);
                _open.Add(_buffer.Written.ToArray());
            }
        }
        while (_loop.IsRunning && SealedCount >= _options.MaxWaitingRows && !_loop.Stopped.IsCancellationRequested) _room.Wait(100);
    }

    /// <summary>Of a bounded run: all rows in one transaction, so that a run that fails has stored none.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        if (!_loop.IsRunning)
        {
            OnBarrier(1);
            OnCheckpoint(1);
        }
        await _loop.StoreWithRetriesAsync(cancellation);
    }

    public void Start(bool isUpdating, ImmutableArray<int>? key) => _loop.Start();

    public void OnCaughtUp() { }

    // A checkpoint that failed is taken again under the same number: its rows belong to the next one.
    public void OnBarrier(long number)
    {
        lock (_gate)
        {
            if (_open.Count == 0) return;
            if (_sealed.TryGetValue(number, out var failed)) failed.AddRange(_open);
            else _sealed[number] = _open;
            _open = [];
        }
    }

    public void OnCheckpoint(long number) => Volatile.Write(ref _complete, number);

    public void Snapshot(StateWriter writer)
    {
        lock (_gate)
        {
            writer.Write(_run);
            writer.Write(_sealed.Count);
            foreach (var (number, rows) in _sealed)
            {
                writer.Write(number);
                writer.Write(rows.Count);
                foreach (var row in rows) writer.Write(row.AsSpan());
            }
        }
    }

    public void Restore(StateReader reader)
    {
        _run = reader.ReadInt64();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var (number, rows) = (reader.ReadInt64(), new List<byte[]>());
            for (var count = reader.ReadInt32(); count > 0; count--) rows.Add(reader.ReadBytes().ToArray());
            _sealed.Add(number, rows);
            _complete = number;
        }
    }

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    async Task<bool> StoreSomeAsync(CancellationToken cancellation)
    {
        if (Next() is not var (number, batch)) return false;
        await _store.StoreAsync(batch, new(_run, number, IsOnce: true), cancellation);
        lock (_gate) _sealed.Remove(number);
        if (_room.CurrentCount == 0) _room.Release();
        return true;
    }

    (long, Batch)? Next()
    {
        lock (_gate)
        {
            foreach (var (number, rows) in _sealed)
            {
                if (number > Volatile.Read(ref _complete)) break;
                var columns = _codec.NewColumns();
                foreach (var row in rows) _codec.Decode(row, columns);
                return (number, new Batch { Count = rows.Count, Columns = columns });
            }
        }
        return null;
    }
}
