using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Operators.Windows.Sessions;
using Tally.Engine.Operators.Windows.Slices;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Windows;

/// <summary>Adds to each row the bounds of its session, when the session is over. Output: all input columns, window_start, window_end,
/// window_time.</summary>
/// <param name="InputTypes">The types of all input columns.</param>
/// <param name="GapMs">A row exactly one gap after the last still joins.</param>
/// <param name="Zone">The session zone when the time attribute is a TIMESTAMP_LTZ.</param>
/// <param name="Keys">PARTITION BY of the window function, possibly none.</param>
sealed record SessionAssignPlan(ImmutableArray<SqlType> InputTypes, long GapMs, TimeZoneInfo? Zone, int TimeColumn,
    ImmutableArray<int> Keys) : OperatorPlan
{
    public override Operator Create(IOutput output, OperatorContext context) => new SessionAssignOperator(this) { Output = output };
}

/// <summary>Runs a <see cref="SessionAssignPlan"/>: keeps the rows of open sessions.</summary>
sealed class SessionAssignOperator : Operator, IStatefulOperator, ITimeOperator
{
    readonly SessionAssignPlan _plan;
    readonly LocalTimeConverter _clock;
    readonly OperatorTime _time;
    readonly SessionTracker _tracker;
    readonly RowCodec _codec;
    readonly ByteBuffer _buffer = new();
    readonly List<Session> _joined = [];
    long _arrival;

    internal SessionAssignOperator(SessionAssignPlan plan)
    {
        _plan = plan;
        _clock = new(plan.Zone);
        _time = new(_clock);
        _codec = new(plan.InputTypes);
        _tracker = new(new(plan.Keys, [.. plan.Keys.Select(key => plan.InputTypes[key])]), plan.GapMs);
    }

    public long LateCount => _time.LateCount;

    public (long SizeBytes, long Count) StateSize => (_tracker.Count * 256L, _tracker.Count);

    public override void Process(Batch batch, int input)
    {
        if (batch.IsPreview || batch.Count == 0) return;
        var partitions = _tracker.Map(batch);
        var times = (Column<long>)batch.Columns[_plan.TimeColumn];
        for (var row = 0; row < batch.Count; row++)
        {
            var passed = _time.Of(batch, row);
            if (_tracker.Assign(partitions[row], _clock.ToLocal(times.Values[row]), passed, _joined) is not { } session)
            {
                _time.Reject(batch, row);
                continue;
            }
            foreach (var other in _joined) session.Rows.AddRange(other.Rows);
            _buffer.Clear();
            _codec.Encode(batch, row, _buffer);
            session.Rows.Add((_arrival++, _buffer.Written.ToArray()));
        }
        _tracker.Tidy();
    }

    public override void OnWatermark(long watermarkMs, int input)
    {
        _time.Advance(watermarkMs);
        var over = _tracker.TakeOver(_time.Progress);
        if (over.Count > 0) Emit(over);
        foreach (var session in over) _tracker.ForgetIfEmpty(session.Partition);
        Output.OnWatermark(watermarkMs);
    }

    void Emit(List<Session> sessions)
    {
        var columns = _codec.NewColumns();
        Column<long>[] bounds = [new(), new(), new()];
        foreach (var session in sessions)
        {
            session.Rows.Sort((left, right) => left.Arrival.CompareTo(right.Arrival));
            foreach (var (_, row) in session.Rows)
            {
                _codec.Decode(row, columns);
                bounds[0].Append(session.Start);
                bounds[1].Append(session.End);
                bounds[2].Append(_clock.ToInstant(session.End - 1));
            }
        }
        Output.Process(new() { Count = bounds[0].Count, Columns = [.. columns, .. bounds] });
    }

    public override void Snapshot(StateWriter writer)
    {
        writer.Write(_time.Progress);
        writer.Write(_arrival);
        writer.Write(_time.LateCount);
        _tracker.Snapshot(writer);
    }

    public override void Restore(StateReader reader)
    {
        var progress = reader.ReadInt64();
        _arrival = reader.ReadInt64();
        _time.Restore(progress, reader.ReadInt64());
        _tracker.Restore(reader);
    }
}
