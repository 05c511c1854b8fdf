using System.Collections.Immutable;
using Tally.Engine.Execution.Checkpoints;
using Tally.Engine.State;
using Tally.Log;

namespace Tally.Engine.Execution.Live;

/// <summary>How far the entries of one stream in the ring go: what a barrier writes down.</summary>
/// <remarks>Every method is called under the ring's lock, or before the run begins; <see cref="WatermarkMs"/> may be read by any
/// thread.</remarks>
sealed class StreamPositions(StreamPump pump, bool isBounded, TimeProvider clock)
{
    // Files that are gone or not to be found: when they come back they resume where they were.
    const int MaxAbsent = 1000;

    readonly StreamProgress _progress = new(isBounded);
    readonly SortedDictionary<int, PartitionPosition> _published = [];
    readonly LinkedHashMap<string, PartitionPosition> _absent = new();
    readonly Dictionary<int, SourceMarks> _marks = [];
    readonly Dictionary<string, long> _raised = [];

    public long WatermarkMs => _progress.WatermarkMs;

    public StreamPosition Current =>
        new(pump.Plan.Table.Name, _progress.WatermarkMs,
            [.. _absent.Values, .. _published.Select(position => Announced(position.Key, position.Value))]);

    PartitionPosition Announced(int partition, PartitionPosition position) => position with
    {
        WatermarkMs = Math.Max(position.WatermarkMs, _raised.GetValueOrDefault(position.Id, long.MinValue)),
        Marks = _marks.TryGetValue(partition, out var marks) ? [.. marks.All] : [],
    };

    /// <summary>Resumes where a checkpoint ended.</summary>
    public void Restore(StreamPosition position)
    {
        _progress.WatermarkMs = position.WatermarkMs;
        var found = pump.Partitions.ToDictionary(partition => partition.Source.Id);
        foreach (var known in position.Partitions)
        {
            if (found.TryGetValue(known.Id, out var partition)) Restore(partition, known);
            else RecordAbsent(pump.Source.NoteOf(known.Id) is { } note ? known with { Note = note } : known);
        }
    }

    void Restore(PumpPartition partition, PartitionPosition known)
    {
        partition.Source.Remember(known.Marks);
        partition.Source.Seek(known.Position);
        (partition.WatermarkMs, partition.IsPendingRegistration) = (known.WatermarkMs, false);
        _published[partition.Index] = known;
        if (!known.Marks.IsEmpty) _marks[partition.Index] = new(known.Marks);
    }

    /// <summary>A checkpoint must not know of records that are read and not yet in the ring: it begins with where each partition
    /// starts.</summary>
    public void AddNewPartitions()
    {
        foreach (var partition in pump.Partitions)
        {
            if (_published.ContainsKey(partition.Index)) continue;
            partition.IsPendingRegistration = partition.Source.IsNamedWhenFound;
            _absent.Remove(partition.Source.Id, out var known);
            partition.ActiveAt = clock.GetTimestamp();
            _published[partition.Index] =
                new(partition.Source.Id, partition.Source.Position, partition.WatermarkMs) { Note = partition.Source.Note };
            if (known is not null) Restore(partition, known);
        }
    }

    /// <summary>The rows of a batch are in the ring from here on.</summary>
    public void Add(PumpPartition partition, PumpedBatch batch)
    {
        partition.Idle = false;
        _published[partition.Index] = new(partition.Source.Id, batch.Position, batch.WatermarkMs) { Note = batch.Note };
        AddMarks(partition.Index, batch.Block.Marks);
        _progress.Advance(pump.Partitions);
    }

    /// <summary>Raises the stream's watermark to that of its partitions; false when it stays.</summary>
    public bool Advance()
    {
        if (pump.Partitions.Count == 0 && !isBounded) return false;
        if (!_progress.Advance(pump.Partitions)) return false;
        foreach (var partition in pump.Partitions)
            if (partition.Idle) _raised[partition.Source.Id] = partition.WatermarkMs;
        return true;
    }

    /// <summary>Keeps only the position of partitions that have ended.</summary>
    public void Forget(IEnumerable<PumpPartition> ended)
    {
        foreach (var partition in ended)
        {
            if (_published.Remove(partition.Index, out var last)) RecordAbsent(last with { Note = partition.Source.Note });
            _raised.Remove(partition.Source.Id);
        }
    }

    /// <summary>
    /// Takes what a source says of its partitions, which changes without records: a file was renamed, or has grown and waits to be read;
    /// one that is absent is given up.
    /// </summary>
    public void RenewNotes()
    {
        foreach (var partition in pump.Partitions)
            if (_published.TryGetValue(partition.Index, out var last) && last.Position == partition.Source.Position)
                _published[partition.Index] = last with { Note = partition.Source.Note };
        foreach (var known in _absent.Values.ToList())
            if (pump.Source.NoteOf(known.Id) is { } note && note != known.Note) _absent[known.Id] = known with { Note = note };
    }

    void AddMarks(int partition, List<SourceMark> marks)
    {
        if (marks.Count == 0) return;
        if (!_marks.TryGetValue(partition, out var known)) _marks[partition] = known = new([]);
        foreach (var mark in marks) known.Set(mark);
    }

    void RecordAbsent(PartitionPosition position)
    {
        _absent[position.Id] = position;
        if (_absent.Count > MaxAbsent) _absent.RemoveFirst();
    }
}
