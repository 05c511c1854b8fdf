using Tally.Engine.Columns;
using Tally.Engine.Operators.Windows.Slices;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Joins;

/// <summary>Runs a <see cref="WindowJoinPlan"/>: keeps the rows of both sides of every open window, and joins them when the window is over.</summary>
public sealed class WindowJoinOperator : Operator
{
    readonly WindowJoinPlan _plan;
    readonly LocalTimeConverter _clock;
    readonly RowCodec[] _codecs;
    readonly JoinKeys[] _keys;
    readonly PairCondition _condition;
    readonly JoinOutput _joined;
    readonly InputWatermarks _watermarks = new(2);
    readonly ByteBuffer _buffer = new();
    readonly SortedDictionary<(long End, long Start), List<WindowRow>[]> _windows = [];
    long _progress = long.MinValue;
    long _lateCount;

    /// <summary>A row of an open window; without key it matches nothing.</summary>
    readonly record struct WindowRow(string? Key, byte[] Bytes);

    internal WindowJoinOperator(WindowJoinPlan plan)
    {
        var sides = plan.Sides;
        _plan = plan;
        _clock = new(plan.Zone);
        _codecs = [new(sides.LeftTypes), new(sides.RightTypes)];
        _keys = [new(sides.LeftKeys, sides.LeftTypes, sides.NullSafe), new(sides.RightKeys, sides.RightTypes, sides.NullSafe)];
        _condition = new(sides);
        _joined = new(sides);
    }

    public override long LateCount => _lateCount;

    public override (long SizeBytes, long Count) StateSize
    {
        get
        {
            var count = _windows.Values.Sum(window => window[0].Count + window[1].Count);
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
            var passed = batch.RowWatermarks is { } watermarks ? Math.Max(_progress, _clock.Progress(watermarks[row])) : _progress;
            if (ends.Values[row] - 1 <= passed)
            {
                _lateCount++;
                batch.MarkLate(row);
                continue;
            }
            _buffer.Clear();
            _codecs[input].Encode(batch, row, _buffer);
            var key = _keys[input].MatchesNothing(batch, row) ? null : Convert.ToBase64String(_keys[input].Encode(batch, row));
            var bounds = (ends.Values[row], starts.Values[row]);
            if (!_windows.TryGetValue(bounds, out var window)) _windows.Add(bounds, window = [[], []]);
            window[input].Add(new(key, _buffer.Written.ToArray()));
        }
    }

    public override void OnWatermark(long watermarkMs, int input)
    {
        if (!_watermarks.Advance(input, watermarkMs)) return;
        _progress = Math.Max(_progress, _clock.Progress(_watermarks.Least));
        foreach (var bounds in _windows.Keys.TakeWhile(bounds => bounds.End - 1 <= _progress).ToList())
        {
            Join(_windows[bounds][0], _windows[bounds][1]);
            _windows.Remove(bounds);
            _joined.Flush(Output);
        }
        Output.OnWatermark(_watermarks.Least);
    }

    void Join(List<WindowRow> left, List<WindowRow> right)
    {
        var byKey = Enumerable.Range(0, right.Count).Where(i => right[i].Key is not null).ToLookup(i => right[i].Key);
        var pairs = new List<(int Left, int Right)>();
        for (var i = 0; i < left.Count; i++)
        {
            if (left[i].Key is null) continue;
            foreach (var match in byKey[left[i].Key]) pairs.Add((i, match));
        }
        var passed = _condition.Test([.. pairs.Select(pair => (left[pair.Left].Bytes, right[pair.Right].Bytes))]);
        var isMatched = new[] { new bool[left.Count], new bool[right.Count] };
        var kind = _plan.Sides.Kind;
        for (var i = 0; i < pairs.Count; i++)
        {
            if (!passed[i]) continue;
            isMatched[0][pairs[i].Left] = isMatched[1][pairs[i].Right] = true;
            if (kind is not (JoinKind.Semi or JoinKind.Anti)) _joined.Append(left[pairs[i].Left].Bytes, right[pairs[i].Right].Bytes);
        }
        for (var i = 0; i < left.Count; i++)
            if (kind == JoinKind.Semi ? isMatched[0][i] : kind is JoinKind.Left or JoinKind.Full or JoinKind.Anti && !isMatched[0][i]) _joined.Append(left[i].Bytes, null);
        for (var i = 0; i < right.Count; i++)
            if (kind is JoinKind.Right or JoinKind.Full && !isMatched[1][i]) _joined.Append(null, right[i].Bytes);
    }

    public override void Refresh(int input)
    {
        if (_watermarks.IsLastOfRefresh(input)) Output.Refresh();
    }

    public override void Snapshot(StateWriter writer)
    {
        _watermarks.Snapshot(writer);
        writer.Write(_progress);
        writer.Write(_lateCount);
        writer.Write(_windows.Count);
        foreach (var (bounds, window) in _windows)
        {
            writer.Write(bounds.End);
            writer.Write(bounds.Start);
            foreach (var side in window)
            {
                writer.Write(side.Count);
                foreach (var row in side)
                {
                    writer.Write(row.Key is not null);
                    writer.Write(row.Key ?? "");
                    writer.Write(row.Bytes.AsSpan());
                }
            }
        }
    }

    public override void Restore(StateReader reader)
    {
        _watermarks.Restore(reader);
        _progress = reader.ReadInt64();
        _lateCount = reader.ReadInt64();
        for (var windows = reader.ReadInt32(); windows > 0; windows--)
        {
            var bounds = (reader.ReadInt64(), reader.ReadInt64());
            _windows.Add(bounds, [ReadSide(reader), ReadSide(reader)]);
        }
    }

    static List<WindowRow> ReadSide(StateReader reader)
    {
        var rows = new List<WindowRow>();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var hasKey = reader.ReadBoolean();
            var key = reader.ReadString();
            rows.Add(new(hasKey ? key : null, reader.ReadBytes().ToArray()));
        }
        return rows;
    }
}
