using System.Globalization;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Connectors;
using Tally.Log;

namespace Tally.Benchmarks.Inputs;

/// <summary>Records that are made when they are read: {"ts":…,"k":"K000000000000"}, every one with another key, 1 M a second of event
/// time.</summary>
sealed class KeyConnector(long count) : IConnector
{
    public string Name => "keys";

    public IReadOnlyList<OptionDefinition> Options => [];

    public IReadOnlyDictionary<string, SqlType> Metadata { get; } = new Dictionary<string, SqlType>();

    public bool IsBounded(TableDefinition table) => true;

    public ISource CreateSource(TableDefinition table, ConnectorContext context) => new KeySource(count);

    public ISink? CreateSink(TableDefinition table, ConnectorContext context) => null;
}

/// <summary>One partition of such records.</summary>
sealed class KeySource(long count) : ISource, ISourcePartition
{
    const long StartMs = 1_762_790_400_000;
    const int RowsPerMs = 1000, Digits = 12;

    readonly byte[] _line = """{"ts":"2025-11-11 00:00:00.000","k":"K000000000000"}"""u8.ToArray();
    long _ms = -1;

    public string Id => "keys";

    public bool HasStablePositions => true;

    public long Position { get; private set; }

    public long Backlog => count - Position;

    public ValueTask<IReadOnlyList<ISourcePartition>> ListPartitionsAsync(CancellationToken cancellation) =>
        ValueTask.FromResult<IReadOnlyList<ISourcePartition>>([this]);

    public void Seek(long position) => Position = position;

    public ReadState Read(RecordBlock block, int maxRecords, int maxBytes)
    {
        if (Position >= count) return ReadState.End;
        for (var left = Math.Min(maxRecords, count - Position); left > 0; left--, Position++)
        {
            PutTime(Position / RowsPerMs);
            PutKey(Position);
            block.Add(_line, Position);
        }
        return ReadState.Records;
    }

    void PutTime(long ms)
    {
        if (ms == _ms) return;
        _ms = ms;
        DateTimeOffset
            .FromUnixTimeMilliseconds(StartMs + ms)
            .TryFormat(_line.AsSpan(7), out _, "yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
    }

    void PutKey(long key)
    {
        for (var at = _line.Length - 3; at > _line.Length - 3 - Digits; at--, key /= 10) _line[at] = (byte)('0' + key % 10);
    }

    public ValueTask WaitAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public void ReadMetadata(string key, RecordBlock block, ReadOnlySpan<int> records, Column into) =>
        throw new ArgumentException($"there is no metadata {key}");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
