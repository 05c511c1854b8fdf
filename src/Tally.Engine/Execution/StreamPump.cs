using Tally.Engine.Catalog;
using Tally.Engine.Connectors;
using Tally.Engine.Formats;
using Tally.Engine.Sql;
using Tally.Log;

namespace Tally.Engine.Execution;

// From records to rows.
//
// A pump reads one table. It fills a block with records of one partition, decodes the columns that are read, adds metadata and
// computed columns, puts rows aside that may not go on (no event time, NULL in a NOT NULL column, a time in the future), and
// raises the partition's watermark. Who calls it decides what comes next: a bounded run hands the rows to its pipeline at once,
// a live run puts them into the ring.

/// <summary>Turns the records of one table into batches of rows. Belongs to one thread.</summary>
public sealed class StreamPump : IAsyncDisposable
{
    readonly ISource _source;
    readonly Decoder _decoder;
    readonly PumpOptions _options;
    readonly MissingFields? _missing;
    readonly HashSet<string> _ids = [];
    volatile PumpPartition[] _partitions = [];
    int _nextIndex;

    StreamPump(StreamPlan plan, ISource source, Decoder decoder, PumpOptions options)
    {
        Plan = plan;
        _source = source;
        _decoder = decoder;
        _options = options;
        _missing = options.OnNotice is { } tell ? new(plan, tell) : null;
    }

    public StreamPlan Plan { get; }

    /// <summary>The table's source.</summary>
    public ISource Source => _source;

    /// <summary>Why the source could not be looked into when it was opened.</summary>
    public string? Problem { get; private set; }

    /// <summary>The partitions found so far; a list that the pump's thread replaces and never changes, because any thread may look at
    /// it.</summary>
    public IReadOnlyList<PumpPartition> Partitions => _partitions;

    /// <summary>Opens a table.</summary>
    /// <param name="remembered">The partitions of a restored checkpoint by id; null when the table is new.</param>
    public static async ValueTask<StreamPump> OpenAsync(StreamPlan plan, IConnector connector, ConnectorContext context,
        PumpOptions options, CancellationToken cancellation = default, IReadOnlyDictionary<string, RememberedPartition>? remembered = null)
    {
        var decoder = CreateDecoder(plan, connector, context);
        var source = connector.CreateSource(plan.Table, context)
            ?? throw new SqlException(ErrorCode.Unsupported, plan.Table.Statement.Name.Span,
                $"the connector '{connector.Name}' of table {plan.Table.Name} is only written to; it cannot be read");
        var pump = new StreamPump(plan, source, decoder, options with { TimeZone = context.TimeZone });
        if (remembered is not null) source.Remember(remembered);
        try
        {
            await pump.FindPartitionsAsync(cancellation);
        }
        catch (LogException e) when (options.WaitsForSources && e.Kind == LogErrorKind.Unavailable)
        {
            pump.Problem = e.Message;
        }
        return pump;
    }

    /// <summary>Looks for partitions that are new since the last call; true when there are any.</summary>
    public async ValueTask<bool> FindPartitionsAsync(CancellationToken cancellation)
    {
        var found = new List<PumpPartition>();
        foreach (var partition in await _source.ListPartitionsAsync(cancellation))
            if (_ids.Add(partition.Id)) found.Add(new(partition, _nextIndex++));
        if (found.Count > 0) _partitions = [.. _partitions, .. found];
        return found.Count > 0;
    }

    /// <summary>Lets partitions go that have ended.</summary>
    public async ValueTask ForgetAsync(IReadOnlyCollection<PumpPartition> ended)
    {
        _partitions = [.. _partitions.Except(ended)];
        foreach (var partition in ended)
        {
            _ids.Remove(partition.Source.Id);
            await partition.Source.DisposeAsync();
        }
    }

    /// <summary>Memory for one batch under way.</summary>
    public PumpedBatch NewBatch() => new(Plan, _options.TimeZone);

    /// <summary>Reads the next records of a partition and makes rows of them; there may be none although there were records.</summary>
    public ReadState Read(PumpPartition partition, PumpedBatch into)
    {
        var block = into.Block;
        block.Clear();
        var state = partition.Source.Read(block, _options.MaxRecords, _options.MaxBytes);
        if (state == ReadState.End)
        {
            partition.Ended = true;
            if (_partitions.All(each => each.Ended)) _missing?.End();
        }
        if (state != ReadState.Records) return state;
        if (partition.Source.Header is { } header) _decoder.UseHeader(header);
        _decoder.Decode(block, 0, block.Count, into.Decoded);
        if (_missing is { IsDone: false }) _missing.Take(block, into.Decoded);
        into.Assembly.Fill(into, partition);
        into.Assembly.DropTooLong(into, partition.Source.TooLong);
        into.Times.Check(into, _options.GuardFuture);
        into.Rows = into.Assembly.Output();
        if (!_options.IsBatch) into.Times.Advance(into, partition);
        else into.Times.Stand(into);
        if (partition.Source.HasStablePositions && (Plan.NeedsPositions || (_options.Late && into.Rows.RowWatermarks is not null)))
            into.Assembly.AddPositions(into.Rows, block, partition.Source.Id);
        if (_options.Late) into.Rows.Rejects = into;
        ReportBadRecords(partition.Source, into);
        (into.Partition, into.WatermarkMs) = (partition, partition.WatermarkMs);
        (into.Position, into.Note) = (partition.Source.Position, partition.Source.Note);
        return state;
    }

    static Decoder CreateDecoder(StreamPlan plan, IConnector connector, ConnectorContext context)
    {
        try
        {
            return RecordDecoders.Create(plan, connector, context);
        }
        catch (OptionException e)
        {
            throw new SqlException(ErrorCode.BadOption, plan.Table.Statement.Name.Span, $"table {plan.Table.Name}: {e.Message}");
        }
    }

    // In the order of the records, and each record once: dead letters are told apart by position.
    void ReportBadRecords(ISourcePartition source, PumpedBatch batch)
    {
        var bad = batch.Decoded.Bad;
        if (bad.Count == 0) return;
        var last = -1;
        foreach (var record in bad.OrderBy(record => record.Record))
        {
            if (record.Record != last) _options.BadRecords.Take(source, batch.Block, record.Record, record.Kind, record.Reason);
            last = record.Record;
        }
        bad.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var partition in _partitions) await partition.Source.DisposeAsync();
        await _source.DisposeAsync();
    }
}
