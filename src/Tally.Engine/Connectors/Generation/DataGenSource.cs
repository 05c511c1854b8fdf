using System.Diagnostics;
using System.Globalization;
using System.Text;
using Tally.Engine.Columns;
using Tally.Log;

namespace Tally.Engine.Connectors.Generation;

/// <summary>One partition of made-up rows; position n is row n, and a row depends only on the seed and its number.</summary>
sealed class DataGenSource(string tableName, IReadOnlyList<DataGenField> fields, IReadOnlyDictionary<string, string> options,
    TimeProvider clock) : ISource, ISourcePartition
{
    readonly long _rowCount = Math.Min(
        options.TryGetValue("number-of-rows", out var count) ? long.Parse(count, CultureInfo.InvariantCulture) : long.MaxValue,
        fields.Min(field => field.SequenceEnd) ?? long.MaxValue);
    readonly int _perSecond = int.Parse(options.GetValueOrDefault("rows-per-second", "10000"), CultureInfo.InvariantCulture);
    readonly int _seed = int.Parse(options.GetValueOrDefault("seed", "1"), CultureInfo.InvariantCulture);
    readonly StringBuilder _line = new();
    long _startedAt;
    long _startRow;

    public string Id => tableName + "/datagen";

    public bool HasStablePositions => true;

    public long Position { get; private set; }

    public long Backlog => 0;

    bool IsLimited => _rowCount == long.MaxValue || options.ContainsKey("rows-per-second");

    public ValueTask<IReadOnlyList<ISourcePartition>> ListPartitionsAsync(CancellationToken cancellation) =>
        ValueTask.FromResult<IReadOnlyList<ISourcePartition>>([this]);

    public void Seek(long position) => Position = position;

    public ReadState Read(RecordBlock block, int maxRecords, int maxBytes)
    {
        if (Position >= _rowCount) return ReadState.End;
        var due = Math.Min(maxRecords, Math.Min(_rowCount - Position, Due()));
        for (; due > 0 && block.ByteCount < maxBytes; due--) Add(block);
        return block.Count > 0 ? ReadState.Records : ReadState.Empty;
    }

    public async ValueTask WaitAsync(CancellationToken cancellation) =>
        await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(1, 1000 / _perSecond)), clock, cancellation);

    public void ReadMetadata(string key, RecordBlock block, ReadOnlySpan<int> records, Column into) =>
        throw new UnreachableException($"datagen has no metadata {key}");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    long Due()
    {
        if (!IsLimited) return long.MaxValue;
        if (_startedAt == 0) (_startedAt, _startRow) = (clock.GetTimestamp(), Position);
        return _startRow + 1 + (long)(clock.GetElapsedTime(_startedAt).TotalSeconds * _perSecond) - Position;
    }

    void Add(RecordBlock block)
    {
        var random = new SplitMix((ulong)Position * 0x9E3779B97F4A7C15 ^ (uint)_seed);
        var now = clock.GetUtcNow();
        _line.Clear().Append('{');
        for (var i = 0; i < fields.Count; i++)
            _line.Append(i > 0 ? "," : "").Append('"').Append(fields[i].Name.Replace("\\", "\\\\").Replace("\"", "\\\"")).Append("\":")
                .Append(fields[i].Value(Position, ref random, now));
        block.Add(Encoding.UTF8.GetBytes(_line.Append('}').ToString()), Position, now.ToUnixTimeMilliseconds());
        Position++;
    }
}
