using Tally.Engine.Columns;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Over;

/// <summary>A row of an OVER aggregate: its time, its number in the order of arrival, its own watermark then, its bytes.</summary>
readonly record struct OverRow(long Time, long Arrival, long Watermark, byte[] Bytes);

/// <summary>The running aggregates of each key of an OVER aggregate, and the rows inside the frame that will have to leave it.</summary>
sealed class OverFrames
{
    readonly OverAggregatePlan _plan;
    readonly RowCodec _codec;
    readonly AggregateSet _aggregates;
    readonly int[] _slot = new int[1];
    Frame?[] _frames = [];

    /// <summary>One key's frame.</summary>
    sealed class Frame(int slot)
    {
        public int Slot { get; } = slot;
        public Queue<OverRow> Inside { get; } = [];
    }

    public OverFrames(OverAggregatePlan plan)
    {
        _plan = plan;
        _codec = new(plan.InputTypes);
        _aggregates = new(plan.Calls, plan.Frame.Preceding is not null);
        Columns = [.. _codec.NewColumns(), .. plan.Calls.Select(call => Column.For(call.Type))];
    }

    /// <summary>The result so far: input columns, then calls.</summary>
    public Column[] Columns { get; private set; }

    public long SizeBytes => _aggregates.SizeBytes;

    /// <summary>Appends the results of rows of one key and one time, in order.</summary>
    public void Append(int key, ReadOnlySpan<OverRow> peers)
    {
        if (_frames.Length <= key) Array.Resize(ref _frames, Math.Max(64, key * 2));
        var frame = _frames[key] ??= new(_aggregates.Take());
        foreach (var row in peers)
        {
            Enter(frame, row);
            if (_plan.Frame.IsRows) AppendResult(frame, row);
        }
        if (_plan.Frame.IsRows) return;
        foreach (var row in peers) AppendResult(frame, row);
    }

    // As in Flink the rows that leave are taken off before the new one is added, so that sums of DOUBLE round alike.
    void Enter(Frame frame, OverRow row)
    {
        if (_plan.Frame.Preceding is { } preceding)
        {
            while (frame.Inside.TryPeek(out var first)
                && (_plan.Frame.IsRows ? frame.Inside.Count > preceding : first.Time < row.Time - preceding))
                Count(frame, frame.Inside.Dequeue(), ChangeKind.Delete);
            frame.Inside.Enqueue(row);
        }
        Count(frame, row, ChangeKind.Insert);
    }

    void Count(Frame frame, OverRow row, ChangeKind kind)
    {
        var columns = _codec.NewColumns();
        _codec.Decode(row.Bytes, columns);
        _slot[0] = frame.Slot;
        _aggregates.Add(new() { Count = 1, Columns = columns, Kinds = kind == ChangeKind.Insert ? null : [kind] }, _slot);
    }

    void AppendResult(Frame frame, OverRow row)
    {
        _codec.Decode(row.Bytes, Columns);
        _aggregates.Write([frame.Slot], Columns.AsSpan(_plan.InputTypes.Length));
    }

    /// <summary>Takes the result.</summary>
    public Column[] Take()
    {
        var columns = Columns;
        Columns = [.. _codec.NewColumns(), .. _plan.Calls.Select(call => Column.For(call.Type))];
        return columns;
    }

    /// <summary>Forgets a key.</summary>
    public void Forget(int key)
    {
        if (key >= _frames.Length || _frames[key] is not { } frame) return;
        _aggregates.Release([frame.Slot]);
        _frames[key] = null;
    }

    public void Snapshot(StateWriter writer)
    {
        _aggregates.Snapshot(writer);
        writer.Write(_frames.Length);
        foreach (var frame in _frames)
        {
            writer.Write(frame?.Slot ?? 0);
            writer.Write(frame?.Inside.Count ?? 0);
            foreach (var row in frame?.Inside ?? []) Write(writer, row);
        }
    }

    public void Restore(StateReader reader)
    {
        _aggregates.Restore(reader);
        _frames = new Frame?[reader.ReadInt32()];
        for (var key = 0; key < _frames.Length; key++)
        {
            var slot = reader.ReadInt32();
            if (slot != 0) _frames[key] = new(slot);
            for (var left = reader.ReadInt32(); left > 0; left--) _frames[key]!.Inside.Enqueue(Read(reader));
        }
    }

    public static void Write(StateWriter writer, OverRow row)
    {
        writer.Write(row.Time);
        writer.Write(row.Arrival);
        writer.Write(row.Watermark);
        writer.Write(row.Bytes.AsSpan());
    }

    public static OverRow Read(StateReader reader) =>
        new(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadBytes().ToArray());
}
