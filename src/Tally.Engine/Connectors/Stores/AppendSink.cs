using System.Buffers.Binary;
using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Connectors.Stores;

// Sinks of tables without a key.
//
// A row that is stored twice is there twice, so rows are stored with the checkpoint that they belong to: at a barrier the rows since the
// last one become
// part of the checkpoint; when it is on disk they are stored together with its number. After a crash a store that has the number already
// leaves them
// out. So rows appear one checkpoint late, and exactly once.
//
// Numbers may come again: when the newest checkpoint is damaged the one before is restored, and other rows get the number. So every start
// gives its rows
// a name of its own, the run; what it finds in the checkpoint keeps the one under which it may have been stored.
//
// Rows that no complete checkpoint covers must not pile up. Holding back the worker would keep it from the barrier, so the sink says that
// it is full: then
// sources are read no further and a checkpoint is taken. What a checkpoint covers leaves by itself; there the worker may wait.

/// <summary>Gives a store new rows, each exactly once.</summary>
public sealed class AppendSink : ICheckpointedSink
{
    readonly Lock _gate = new();
    readonly IRowStore _store;
    readonly StoreOptions _options;
    readonly StoreLoop _loop;
    readonly RowCodec _codec;
    readonly ByteBuffer _buffer = new();
    readonly SortedDictionary<long, HeldRows> _sealed = [];
    readonly SemaphoreSlim _spaceFreed = new(0);
    readonly long _run = BinaryPrimitives.ReadInt64LittleEndian(Guid.NewGuid().ToByteArray()) & long.MaxValue;
    HeldRows _open;
    long _complete;
    long _uncoveredBytes;

    public AppendSink(IRowStore store, Schema schema, StoreOptions options, TimeProvider clock)
    {
        (_store, _options) = (store, options);
        _codec = new([.. schema.Fields.Select(field => field.Type)]);
        _open = new(_run);
        _loop = new(store, StoreSomeAsync, () => { }, options, clock);
    }

    public string? Problem => _loop.Problem;

    public string? Notice => _store.Notice;

    public long RefusedCount => _store.RefusedCount;

    public long ErrorCount => _loop.ErrorCount;

    public bool IsFull => _loop.IsRunning && Interlocked.Read(ref _uncoveredBytes) >= _options.MaxWaitingBytes;

    public void Write(Batch batch)
    {
        lock (_gate)
        {
            for (var row = 0; row < batch.Count; row++)
            {
                if (batch.IsRetraction(row))
                    throw new InvalidOperationException(
                        "a table without PRIMARY KEY takes new rows only; the query changes rows that it has given before");
                _buffer.Clear();
                _codec.Encode(batch, row, _buffer);
                _open.Add(_buffer.Written.ToArray());
                Interlocked.Add(ref _uncoveredBytes, _buffer.Written.Length + HeldRows.RowCost);
            }
        }
        while (_loop.IsRunning && CoveredBytes() >= _options.MaxWaitingBytes && !_loop.Stopped.IsCancellationRequested)
            _spaceFreed.Wait(100);
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
            if (_open.Rows.Count == 0) return;
            if (_sealed.TryGetValue(number, out var failed)) failed.AddRange(_open);
            else _sealed[number] = _open;
            _open = new(_run);
        }
    }

    public void OnCheckpoint(long number)
    {
        lock (_gate)
        {
            _complete = number;
            Interlocked.Exchange(ref _uncoveredBytes,
                _open.SizeBytes + _sealed.Where(held => held.Key > number).Sum(held => held.Value.SizeBytes));
        }
    }

    public void Snapshot(StateWriter writer)
    {
        lock (_gate)
        {
            writer.Write(_sealed.Count);
            foreach (var (number, held) in _sealed)
            {
                writer.Write(number);
                writer.Write(held.Run);
                writer.Write(held.Rows.Count);
                foreach (var row in held.Rows) writer.Write(row.AsSpan());
            }
        }
    }

    public void Restore(StateReader reader)
    {
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var (number, held) = (reader.ReadInt64(), new HeldRows(reader.ReadInt64()));
            for (var count = reader.ReadInt32(); count > 0; count--) held.Add(reader.ReadBytes().ToArray());
            _sealed.Add(number, held);
            _complete = number;
        }
    }

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    async Task<bool> StoreSomeAsync(CancellationToken cancellation)
    {
        if (Next() is not var (number, run, batch)) return false;
        await _store.StoreAsync(batch, new(run, number, IsOnce: true), cancellation);
        lock (_gate) _sealed.Remove(number);
        if (_spaceFreed.CurrentCount == 0) _spaceFreed.Release();
        return true;
    }

    (long Number, long Run, Batch Rows)? Next()
    {
        lock (_gate)
        {
            foreach (var (number, held) in _sealed)
            {
                if (number > _complete) break;
                var columns = _codec.NewColumns();
                foreach (var row in held.Rows) _codec.Decode(row, columns);
                return (number, held.Run, new Batch { Count = held.Rows.Count, Columns = columns });
            }
        }
        return null;
    }

    long CoveredBytes()
    {
        lock (_gate) return _sealed.Where(held => held.Key <= _complete).Sum(held => held.Value.SizeBytes);
    }

    /// <summary>Rows of one checkpoint and the run that they were made in.</summary>
    sealed class HeldRows(long run)
    {
        /// <summary>What a row costs beside its bytes.</summary>
        public const int RowCost = 32;

        public long Run => run;

        public List<byte[]> Rows { get; } = [];

        public long SizeBytes { get; private set; }

        public void Add(byte[] row)
        {
            Rows.Add(row);
            SizeBytes += row.Length + RowCost;
        }

        public void AddRange(HeldRows more)
        {
            Rows.AddRange(more.Rows);
            SizeBytes += more.SizeBytes;
        }
    }
}
