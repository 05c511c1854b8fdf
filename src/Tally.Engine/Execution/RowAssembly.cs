using Tally.Engine.Columns;
using Tally.Engine.Connectors;
using Tally.Engine.Expressions;
using Tally.Engine.Formats;
using Tally.Log;

namespace Tally.Engine.Execution;

/// <summary>Makes rows as wide as the table from decoded columns: adds metadata and computed columns, and drops the rows that may not go
/// on.</summary>
sealed class RowAssembly(StreamPlan plan, TimeZoneInfo timeZone)
{
    readonly Batch _wide = new() { Columns = new Column[plan.Table.Columns.Length] };
    readonly Column[] _metadata = [.. plan.Metadata.Select(column => Column.For(plan.MetadataType(column)))];
    readonly Expression?[] _metadataCasts =
        [.. plan.Metadata.Select(column => MetadataCasts.Create(plan.MetadataType(column), plan.Table.Columns[column].Type, timeZone))];
    readonly Expression[] _computed = [.. plan.Computed.Select(column => ExpressionCopy.Of(plan.Table.Columns[column].Expression!))];
    readonly List<int> _dropped = [];
    readonly Column[] _output = new Column[plan.Columns.Length];
    int[] _records = [];
    long[] _positions = [];

    /// <summary>The rows with all columns that are read; the others are null.</summary>
    public Batch Wide => _wide;

    /// <summary>The index in the block of the record that each row came from.</summary>
    public ReadOnlySpan<int> Records => _records.AsSpan(0, _wide.Count);

    /// <summary>Fills every column that is read.</summary>
    public void Fill(PumpedBatch batch, PumpPartition partition)
    {
        var source = partition.Source;
        var decoded = batch.Decoded;
        _wide.Count = decoded.Count;
        SetRecords(decoded.Records, decoded.Count);
        for (var i = 0; i < plan.Decoded.Length; i++) _wide.Columns[plan.Decoded[i]] = decoded.Columns[i];
        foreach (var column in plan.Decoded)
            if (!plan.Table.Columns[column].Type.Nullable) RequireValues(column, batch);
        ReadMetadata(batch, source);
        Compute(batch, new(plan, batch.Block, partition.WatermarkMs));
    }

    /// <summary>The rows with the plan's columns in the plan's order.</summary>
    public Batch Output()
    {
        for (var i = 0; i < _output.Length; i++) _output[i] = _wide.Columns[plan.Columns[i]];
        return new Batch { Count = _wide.Count, Columns = _output };
    }

    /// <summary>Says where each row came from.</summary>
    public void AddPositions(Batch rows, RecordBlock block, string sourceName)
    {
        if (_positions.Length < rows.Count) _positions = new long[_records.Length];
        for (var i = 0; i < rows.Count; i++) _positions[i] = block.Positions[_records[i]];
        (rows.Source, rows.Positions) = (sourceName, _positions);
    }

    /// <summary>Takes out the rows of records that are only the beginning of one that is too long.</summary>
    public void DropTooLong(PumpedBatch batch, IReadOnlyList<int> records)
    {
        if (records.Count == 0) return;
        batch.Decoded.Bad
            .InsertRange(0,
                records.Reverse()
                    .Select(record => new BadRecord(record, "too-long", "the record is too long; only its beginning is kept")));
        var tooLong = records.ToHashSet();
        for (var row = 0; row < _wide.Count; row++)
            if (tooLong.Contains(_records[row])) _dropped.Add(row);
        Drop();
    }

    /// <summary>Remembers that a row may not go on; <see cref="Drop"/> then takes them all out.</summary>
    public void Reject(int row, string kind, string reason, PumpedBatch batch)
    {
        batch.Decoded.Bad.Add(new(_records[row], kind, reason));
        _dropped.Add(row);
    }

    /// <summary>Takes the rejected rows out of every column; they were rejected in ascending order.</summary>
    public void Drop()
    {
        if (_dropped.Count == 0) return;
        Span<int> keep = new int[_wide.Count - _dropped.Count];
        for (int row = 0, next = 0, kept = 0; row < _wide.Count; row++)
        {
            if (next < _dropped.Count && _dropped[next] == row) next++;
            else keep[kept++] = row;
        }
        for (var i = 0; i < _wide.Columns.Length; i++)
            if (_wide.Columns[i] is { } column) _wide.Columns[i] = column.Gather(keep);
        for (var i = 0; i < keep.Length; i++) _records[i] = _records[keep[i]];
        _wide.Count = keep.Length;
        _dropped.Clear();
    }

    void SetRecords(int[]? records, int count)
    {
        if (_records.Length < count) _records = new int[Math.Max(count, _records.Length * 2)];
        if (records is not null) records.AsSpan(0, count).CopyTo(_records);
        else for (var i = 0; i < count; i++) _records[i] = i;
    }

    void RequireValues(int column, PumpedBatch batch)
    {
        if (_wide.Columns[column] is not { HasNulls: true } values) return;
        for (var row = 0; row < _wide.Count; row++)
            if (values.IsNull(row))
                Reject(row, "not-null",
                    $"found NULL in column {plan.Table.Columns[column].Name}, which is {plan.Table.Columns[column].Type}", batch);
        Drop();
    }

    void ReadMetadata(PumpedBatch batch, ISourcePartition source)
    {
        for (var i = 0; i < _metadata.Length; i++)
        {
            _metadata[i].Reset(0);
            source.ReadMetadata(plan.MetadataKey(plan.Metadata[i]), batch.Block, Records, _metadata[i]);
            _wide.Columns[plan.Metadata[i]] =
                _metadataCasts[i] is { } cast ? cast.Evaluate(new() { Count = _wide.Count, Columns = [_metadata[i]] }) : _metadata[i];
        }
    }

    // A row for which an expression has no result is taken out and the rest is computed anew: rare, and always terminates.
    void Compute(PumpedBatch batch, ArrivalTimes arrivals)
    {
        for (var i = 0; i < _computed.Length;)
        {
            try
            {
                _wide.Columns[plan.Computed[i]] = arrivals.Apply(plan.Computed[i], _computed[i].Evaluate(_wide), Records);
                i++;
            }
            catch (EvaluationException e) when (e.Row >= 0 && e.Row < _wide.Count)
            {
                Reject(e.Row, "expression", $"column {plan.Table.Columns[plan.Computed[i]].Name}: {e.Message}", batch);
                Drop();
            }
        }
    }
}
