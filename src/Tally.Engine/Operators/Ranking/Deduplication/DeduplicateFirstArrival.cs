using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Ranking.Deduplication;

/// <summary>Runs a <see cref="DeduplicatePlan"/> that keeps the row of each key that comes first: it leaves at once, and all that is
/// remembered is that its key was there.</summary>
sealed class DeduplicateFirstArrivalOperator : Operator, IStatefulOperator
{
    readonly KeyTable _keys;
    readonly StateExpiry _expiry;
    readonly List<int> _first = [];

    internal DeduplicateFirstArrivalOperator(DeduplicatePlan plan, TimeProvider clock)
    {
        _keys = new(plan.Keys, [.. plan.Keys.Select(key => plan.InputTypes[key])]);
        _expiry = new(plan.TtlMs, clock);
    }

    public (long SizeBytes, long Count) StateSize => (_keys.SizeBytes, _keys.Count);

    public override void Process(Batch batch, int input)
    {
        if (batch.IsPreview) return;
        _first.Clear();
        for (var row = 0; row < batch.Count; row++)
        {
            var before = _keys.Count;
            var key = _keys.Add(batch, row);
            _expiry.Touch(key);
            if (_keys.Count > before) _first.Add(row);
        }
        if (_first.Count > 0) Output.Process(batch.Gather([.. _first]));
    }

    public override void OnWatermark(long watermarkMs, int input) => Output.OnWatermark(watermarkMs);

    public override void Refresh(int input)
    {
        foreach (var key in _expiry.Expired())
        {
            _expiry.Forget(key);
            _keys.Remove(key);
        }
        Output.Refresh();
    }

    public override void Snapshot(StateWriter writer)
    {
        _keys.Snapshot(writer);
        _expiry.Snapshot(writer);
    }

    public override void Restore(StateReader reader)
    {
        _keys.Restore(reader);
        _expiry.Restore(reader);
    }
}
