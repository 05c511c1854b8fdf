using Tally.Engine.Columns;
using Tally.Engine.Formats;
using Tally.Log;

namespace Tally.Engine.Execution;

/// <summary>A run of records of one partition with the rows made of them; owns its memory, so that several can be under way at
/// once.</summary>
public sealed class PumpedBatch : IRowRejects
{
    readonly Lock _gate = new();
    readonly SortedSet<long> _late = [];
    readonly SortedDictionary<long, string> _failed = [];
    internal readonly RowAssembly Assembly;
    internal readonly EventTimes Times;

    internal PumpedBatch(StreamPlan plan, TimeZoneInfo timeZone)
    {
        Assembly = new(plan, timeZone);
        Times = new(plan, timeZone);
    }

    /// <summary>The records.</summary>
    public RecordBlock Block { get; } = new();

    /// <summary>What the decoder made of them.</summary>
    public DecodedRows Decoded { get; } = new();

    /// <summary>The rows as the plan wants them.</summary>
    public Batch Rows { get; internal set; } = new();

    /// <summary>Where the records come from.</summary>
    public PumpPartition? Partition { get; internal set; }

    /// <summary>The partition's watermark behind the last row.</summary>
    public long WatermarkMs { get; internal set; }

    /// <summary>The partition's position behind the last record.</summary>
    public long Position { get; internal set; }

    /// <summary>What its source said of the partition there.</summary>
    public string Note { get; internal set; } = "";

    /// <summary>The position of a row's record.</summary>
    public long PositionOf(int row) => Block.Positions[Assembly.Records[row]];

    /// <summary>Called by the workers, each for its own queries.</summary>
    void IRowRejects.Take(Batch batch, int row)
    {
        if (batch.Positions is not { } positions) return;
        lock (_gate) _late.Add(positions[row]);
    }

    void IRowRejects.Fail(Batch batch, int row, string reason)
    {
        if (batch.Positions is not { } positions) return;
        lock (_gate) _failed.TryAdd(positions[row], reason);
    }

    /// <summary>The records of which a row failed in some query, with the reason, in order; empties the list.</summary>
    internal List<(int Record, string Reason)> TakeFailedRecords()
    {
        List<(int, string)> records = [];
        lock (_gate)
        {
            foreach (var (position, reason) in _failed)
                if (Array.BinarySearch(Block.Positions, 0, Block.Count, position) is >= 0 and var record) records.Add((record, reason));
            _failed.Clear();
        }
        return records;
    }

    /// <summary>The records of which a row was late for some query, in order; empties the list.</summary>
    internal List<int> TakeLateRecords()
    {
        List<int> records = [];
        lock (_gate)
        {
            foreach (var position in _late)
                if (Array.BinarySearch(Block.Positions, 0, Block.Count, position) is >= 0 and var record) records.Add(record);
            _late.Clear();
        }
        return records;
    }
}
