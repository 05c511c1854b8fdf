using Tally.Engine.Columns;
using Tally.Engine.Operators.Windows.Slices;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Joins;

/// <summary>Runs a <see cref="WindowJoinPlan"/>: keeps the rows of both sides of every open window, and joins them when the window is
/// over.</summary>
sealed class WindowJoinOperator : Operator, IStatefulOperator, ITimeOperator
{
    readonly WindowJoinPlan _plan;
    readonly OperatorTime _time;
    readonly RowCodec[] _codecs;
    readonly JoinKeys[] _keys;
    readonly PairCondition _condition;
    readonly JoinOutput _joined;
    readonly InputWatermarks _watermarks = new(2);
    readonly ByteBuffer _buffer = new();
    readonly SortedDictionary<(long End, long Start), WindowRows> _windows = [];

    internal WindowJoinOperator(WindowJoinPlan plan)
    {
        var sides = plan.Sides;
        _plan = plan;
        _time = new(new LocalTimeConverter(plan.Zone));
        _codecs = [new(sides.LeftTypes), new(sides.RightTypes)];
        _keys = [new(sides.LeftKeys, sides.LeftTypes, sides.NullSafe), new(sides.RightKeys, sides.RightTypes, sides.NullSafe)];
        _condition = new(sides);
        _joined = new(sides);
    }

    public long LateCount => _time.LateCount;

    public (long SizeBytes, long Count) StateSize
    {
        get
        {
            var count = _windows.Values.Sum(window => window.Count);
            return (count * 128L, count);
        }
    }

    public override void Process(Batch batch, int input)
    {
        if (batch.IsPreview) return;
        var (startColumn, endColumn) = input == 0 ? _plan.LeftWindow : _plan.RightWindow;
        var starts = (Column<long>)batch.Columns[startColumn];
        var ends = (Column<long>)batch.Columns[endColumn];
        for (var row = 0; row < batch.Count; row++)
        {
            var passed = _time.Of(batch, row);
            if (ends.Values[row] - 1 <= passed)
            {
                _time.Reject(batch, row);
                continue;
            }
            var bounds = (ends.Values[row], starts.Values[row]);
            if (!_windows.TryGetValue(bounds, out var window)) _windows.Add(bounds, window = new());
            Add(batch, row, input, window.Sides[input]);
        }
    }

    void Add(Batch batch, int row, int input, WindowSide side)
    {
        _buffer.Clear();
        _codecs[input].Encode(batch, row, _buffer);
        if (_keys[input].MatchesNothing(batch, row)) side.AddWithoutKey(_buffer.Written);
        else side.Add(_buffer.Written, _keys[input].Encode(batch, row));
    }

    public override void OnWatermark(long watermarkMs, int input)
    {
        if (!_watermarks.Advance(input, watermarkMs)) return;
        _time.Advance(_watermarks.Least);
        foreach (var bounds in _windows.Keys.TakeWhile(bounds => bounds.End - 1 <= _time.Progress).ToList())
        {
            Join(_windows[bounds]);
            _windows.Remove(bounds);
            _joined.Flush(Output);
        }
        Output.OnWatermark(_watermarks.Least);
    }

    void Join(WindowRows window)
    {
        var (left, right) = (window.Sides[0], window.Sides[1]);
        var pairs = Pairs(window);
        var passed = _condition.Test(pairs.Count, pair => left[pairs[pair].Left], pair => right[pairs[pair].Right]);
        var (isLeftMatched, isRightMatched) = (new bool[left.Count], new bool[right.Count]);
        var withPairs = _plan.Sides.Kind is not (JoinKind.Semi or JoinKind.Anti);
        for (var i = 0; i < pairs.Count; i++)
        {
            if (!passed[i]) continue;
            isLeftMatched[pairs[i].Left] = isRightMatched[pairs[i].Right] = true;
            if (withPairs) _joined.Append(left[pairs[i].Left], true, right[pairs[i].Right], true, ChangeKind.Insert);
        }
        AppendAlone(left, isLeftMatched, right, isRightMatched);
    }

    /// <summary>The pairs of rows of equal keys, in the order of the left rows and then of the right ones.</summary>
    static List<(int Left, int Right)> Pairs(WindowRows window)
    {
        var (left, right) = (window.Sides[0], window.Sides[1]);
        var firstOfKey = new int[window.KeyCount];
        var nextOfKey = new int[right.Count];
        Array.Fill(firstOfKey, -1);
        for (var row = right.Count - 1; row >= 0; row--)
        {
            if (right.KeyOf(row) is not (var key and >= 0)) continue;
            nextOfKey[row] = firstOfKey[key];
            firstOfKey[key] = row;
        }
        var pairs = new List<(int Left, int Right)>();
        for (var row = 0; row < left.Count; row++)
        {
            if (left.KeyOf(row) is not (var key and >= 0)) continue;
            for (var match = firstOfKey[key]; match >= 0; match = nextOfKey[match]) pairs.Add((row, match));
        }
        return pairs;
    }

    // Rows that leave without a partner: what each kind of join asks for.
    void AppendAlone(WindowSide left, bool[] isLeftMatched, WindowSide right, bool[] isRightMatched)
    {
        var kind = _plan.Sides.Kind;
        if (kind == JoinKind.Semi) AppendLeft(left, isLeftMatched, true);
        if (kind is JoinKind.Left or JoinKind.Full or JoinKind.Anti) AppendLeft(left, isLeftMatched, false);
        if (kind is not (JoinKind.Right or JoinKind.Full)) return;
        for (var row = 0; row < right.Count; row++)
            if (!isRightMatched[row]) _joined.Append(default, false, right[row], true, ChangeKind.Insert);
    }

    void AppendLeft(WindowSide left, bool[] isMatched, bool wanted)
    {
        for (var row = 0; row < left.Count; row++)
            if (isMatched[row] == wanted) _joined.Append(left[row], true, default, false, ChangeKind.Insert);
    }

    public override void Refresh(int input)
    {
        if (_watermarks.IsLastOfRefresh(input)) Output.Refresh();
    }

    public override void Snapshot(StateWriter writer)
    {
        _watermarks.Snapshot(writer);
        _time.Snapshot(writer);
        writer.Write(_windows.Count);
        foreach (var (bounds, window) in _windows)
        {
            writer.Write(bounds.End);
            writer.Write(bounds.Start);
            foreach (var side in window.Sides) side.Snapshot(writer);
        }
    }

    public override void Restore(StateReader reader)
    {
        _watermarks.Restore(reader);
        _time.Restore(reader);
        for (var windows = reader.ReadInt32(); windows > 0; windows--)
        {
            var bounds = (reader.ReadInt64(), reader.ReadInt64());
            var window = _windows[bounds] = new();
            foreach (var side in window.Sides) side.Restore(reader);
        }
    }
}
