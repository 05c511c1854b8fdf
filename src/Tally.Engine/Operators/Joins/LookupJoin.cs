using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Connectors;
using Tally.Engine.Connectors.Stores;
using Tally.Engine.State;
using Tally.Log;

namespace Tally.Engine.Operators.Joins;

/// <summary>Joins each row with what a table outside holds for its key when it passes. Only inserts; what it finds is not part of a
/// checkpoint.</summary>
/// <param name="Sides">The right side is the table; its keys are places in its columns.</param>
sealed record LookupJoinPlan(JoinSides Sides, Func<ILookup> Open, LookupOptions Options) : OperatorPlan
{
    public override Operator Create(IOutput output, OperatorContext context) =>
        new LookupJoinOperator(this, context.Clock) { Output = output };
}

/// <summary>Runs a <see cref="LookupJoinPlan"/>: asks once a batch for all keys that it does not remember.</summary>
sealed class LookupJoinOperator : Operator, IStatefulOperator
{
    static readonly Backoff s_backoff = new(TimeSpan.FromMilliseconds(300));

    readonly LookupJoinPlan _plan;
    readonly ILookup _lookup;
    readonly LookupCache _cache;
    readonly TimeProvider _clock;
    readonly RowCodec _left, _right, _leftKeys;
    readonly PairCondition _condition;
    readonly JoinOutput _joined;
    readonly ByteBuffer _buffer = new();
    CancellationToken? _forEver;
    // Written by the query's worker, read by any thread.
    volatile string? _problem;

    internal LookupJoinOperator(LookupJoinPlan plan, TimeProvider clock)
    {
        _plan = plan;
        _clock = clock;
        _lookup = plan.Open();
        _cache = new(plan.Options, clock);
        _left = new(plan.Sides.LeftTypes);
        _right = new(plan.Sides.RightTypes);
        _leftKeys = new(plan.Sides.LeftKeys, [.. plan.Sides.LeftKeys.Select(key => plan.Sides.LeftTypes[key])]);
        _condition = new(plan.Sides);
        _joined = new(plan.Sides);
    }

    /// <summary>Why the table cannot be asked just now; null when it can.</summary>
    public string? Problem => _problem;

    public (long SizeBytes, long Count) StateSize => (0, _cache.Count);

    /// <summary>Asks until the table answers, or the run ends: a live run waits for it.</summary>
    public void TryForEver(CancellationToken ended) => _forEver = ended;

    public override void Process(Batch batch, int input)
    {
        if (batch.IsPreview || batch.Count == 0) return;
        var keys = new byte[]?[batch.Count];
        for (var row = 0; row < batch.Count; row++) keys[row] = KeyOf(batch, row);
        var found = FindAll(batch, keys);
        var pairs = new List<(byte[] Left, byte[] Right)>();
        var lefts = new List<(byte[] Row, int First, int Count)>();
        for (var row = 0; row < batch.Count; row++)
        {
            _buffer.Clear();
            _left.Encode(batch, row, _buffer);
            var (left, first) = (_buffer.Written.ToArray(), pairs.Count);
            if (keys[row] is { } key) pairs.AddRange(found[key].Select(right => (left, right)));
            lefts.Add((left, first, pairs.Count - first));
        }
        Emit(batch, pairs, lefts);
    }

    public override void OnWatermark(long watermarkMs, int input) => Output.OnWatermark(watermarkMs);

    void Emit(Batch batch, List<(byte[] Left, byte[] Right)> pairs, List<(byte[] Row, int First, int Count)> lefts)
    {
        var passed = _condition.Test(pairs);
        for (var row = 0; row < lefts.Count; row++)
        {
            var watermark = batch.RowWatermark(row);
            var any = false;
            for (var pair = lefts[row].First; pair < lefts[row].First + lefts[row].Count; pair++)
            {
                if (!passed[pair]) continue;
                _joined.Append(lefts[row].Row, pairs[pair].Right, watermark);
                any = true;
            }
            if (!any && _plan.Sides.Kind == JoinKind.Left) _joined.Append(lefts[row].Row, null, watermark);
        }
        _joined.Flush(Output);
    }

    // NULL equals nothing.
    byte[]? KeyOf(Batch batch, int row)
    {
        if (_leftKeys.HasNull(batch, row)) return null;
        _buffer.Clear();
        _leftKeys.Encode(batch, row, _buffer);
        return _buffer.Written.ToArray();
    }

    Dictionary<byte[], List<byte[]>> FindAll(Batch batch, byte[]?[] keys)
    {
        var found = new Dictionary<byte[], List<byte[]>>(ByteArrayComparer.Instance);
        var missing = new List<(byte[] Key, int Row)>();
        for (var row = 0; row < keys.Length; row++)
        {
            if (keys[row] is not { } key || found.ContainsKey(key)) continue;
            if (_cache.Find(key) is not { } rows) missing.Add((key, row));
            found[key] = _cache.Find(key) ?? [];
        }
        if (missing.Count == 0) return found;
        foreach (var (key, _) in missing) found[key] = [];
        var chosen = batch.Gather(missing.Select(entry => entry.Row).ToArray());
        var answer = Ask(new Batch { Count = chosen.Count, Columns = [.. _plan.Sides.LeftKeys.Select(column => chosen.Columns[column])] });
        for (var i = 0; i < answer.Rows.Count; i++)
        {
            _buffer.Clear();
            _right.Encode(answer.Rows, i, _buffer);
            found[missing[answer.KeyIndexes[i]].Key].Add(_buffer.Written.ToArray());
        }
        foreach (var (key, _) in missing) _cache.Put(key, found[key]);
        return found;
    }

    LookupRows Ask(Batch keys)
    {
        for (var tried = 0; ; tried++)
        {
            try
            {
                var answer = _lookup.Find(keys);
                _problem = null;
                return answer;
            }
            catch (StoreException error) when (_forEver is not null || tried < _plan.Options.MaxRetries)
            {
                _problem = error.Message;
                if (!s_backoff.Wait(_clock, _forEver ?? CancellationToken.None)) throw;
            }
        }
    }
}
