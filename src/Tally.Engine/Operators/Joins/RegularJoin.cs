using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Joins;

/// <summary>Runs a <see cref="RegularJoinPlan"/>: both sides are kept, and every change of one side is joined with what the other side
/// holds. Changes leave at once.</summary>
abstract class RegularJoinOperator : Operator, IStatefulOperator
{
    const int MaxPairs = 8192;

    readonly RowCodec[] _codecs;
    readonly JoinKeys[] _keys;
    readonly PairCondition _condition;
    readonly InputWatermarks _watermarks = new(2);
    readonly ByteBuffer _buffer = new();
    readonly List<(byte[] Left, byte[] Right)> _pairs = [];
    readonly List<int> _partners = [];
    readonly List<Change> _changes = [];

    /// <summary>A row that came or went, and which partners are its candidates.</summary>
    readonly record struct Change(byte[] Key, bool HasKey, byte[] Row, bool IsRetraction, int FirstPair, int EndPair);

    private protected RegularJoinOperator(RegularJoinPlan plan, TimeProvider clock)
    {
        var sides = plan.Sides;
        Sides = sides;
        _codecs = [new(sides.LeftTypes), new(sides.RightTypes)];
        _keys = [new(sides.LeftKeys, sides.LeftTypes, sides.NullSafe), new(sides.RightKeys, sides.RightTypes, sides.NullSafe)];
        _condition = new(sides);
        Rows = [new(new(plan.LeftTtlMs, clock)), new(new(plan.RightTtlMs, clock))];
        Joined = new(sides);
    }

    internal static Operator Create(RegularJoinPlan plan, IOutput output, TimeProvider clock) =>
        plan.Sides.Kind is JoinKind.Semi or JoinKind.Anti
        ? new SemiJoinOperator(plan, clock) { Output = output }
        : new PairJoinOperator(plan, clock) { Output = output };

    private protected JoinSides Sides { get; }

    /// <summary>The rows of the left and the right side.</summary>
    private protected JoinRows[] Rows { get; }

    private protected JoinOutput Joined { get; }

    public (long SizeBytes, long Count) StateSize => (Rows[0].SizeBytes + Rows[1].SizeBytes, Rows[0].Count + Rows[1].Count);

    public override void Process(Batch batch, int input)
    {
        if (batch.IsPreview) return;
        for (var row = 0; row < batch.Count; row++)
        {
            AddChange(batch, row, input);
            if (_pairs.Count >= MaxPairs) Apply(input);
        }
        Apply(input);
        Joined.Flush(Output);
    }

    void AddChange(Batch batch, int row, int input)
    {
        _buffer.Clear();
        _codecs[input].Encode(batch, row, _buffer);
        var bytes = _buffer.Written.ToArray();
        var hasKey = !_keys[input].MatchesNothing(batch, row);
        var key = _keys[input].Encode(batch, row);
        var first = _pairs.Count;
        if (hasKey)
        {
            foreach (var partner in Rows[1 - input].Find(key))
            {
                var other = _condition.IsAlwaysTrue ? [] : Rows[1 - input][partner].ToArray();
                _pairs.Add(input == 0 ? (bytes, other) : (other, bytes));
                _partners.Add(partner);
            }
        }
        _changes.Add(new(key.ToArray(), hasKey, bytes, batch.IsRetraction(row), first, _pairs.Count));
    }

    void Apply(int input)
    {
        var passed = _condition.Test(_pairs);
        var matches = new List<int>();
        foreach (var change in _changes)
        {
            matches.Clear();
            for (var i = change.FirstPair; i < change.EndPair; i++)
                if (passed[i]) matches.Add(_partners[i]);
            if (change.IsRetraction) Retract(input, change.Row, matches, change.HasKey);
            else Insert(input, change.Key, change.Row, matches, change.HasKey);
        }
        _changes.Clear();
        _pairs.Clear();
        _partners.Clear();
    }

    /// <summary>A row came on one side; its matches are ids of the other side.</summary>
    private protected abstract void Insert(int input, ReadOnlySpan<byte> key, ReadOnlySpan<byte> row, List<int> matches, bool hasKey);

    /// <summary>A row was taken back.</summary>
    private protected abstract void Retract(int input, ReadOnlySpan<byte> row, List<int> matches, bool hasKey);

    public override void OnWatermark(long watermarkMs, int input)
    {
        if (_watermarks.Advance(input, watermarkMs)) Output.OnWatermark(_watermarks.Least);
    }

    public override void Refresh(int input)
    {
        if (!_watermarks.IsLastOfRefresh(input)) return;
        Rows[0].Expire();
        Rows[1].Expire();
        Output.Refresh();
    }

    public override void Snapshot(StateWriter writer)
    {
        _watermarks.Snapshot(writer);
        Rows[0].Snapshot(writer);
        Rows[1].Snapshot(writer);
    }

    public override void Restore(StateReader reader)
    {
        _watermarks.Restore(reader);
        Rows[0].Restore(reader);
        Rows[1].Restore(reader);
    }
}
