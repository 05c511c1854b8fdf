using Tally.Engine.Catalog;
using Tally.Engine.Connectors;
using Tally.Engine.Operators.Stateless;
using Tally.Engine.Operators;
using Tally.Engine.Planning;
using Tally.Engine.State;

namespace Tally.Engine.Execution;

// A bounded run.
//
// One thread reads the input of one pipeline to its end. Of all partitions of all tables the one whose watermark is the furthest back is
// read next, so that time advances evenly, windows close as soon as they can, and the order depends on nothing but the input. Tables
// without a watermark come first: the small side of a join is there when the large one flows. At the end of a table its watermark
// becomes long.MaxValue; at the end of all, updating queries show their result once (Refresh).

/// <summary>Runs one pipeline over bounded input; can be stopped between two batches and gone on with elsewhere.</summary>
public sealed class BoundedRun : IAsyncDisposable
{
    readonly Pipeline _pipeline;
    readonly List<Input> _inputs;

    BoundedRun(Pipeline pipeline, List<Input> inputs)
    {
        _pipeline = pipeline;
        _inputs = inputs;
    }

    /// <summary>Batches read so far.</summary>
    public long BatchCount { get; private set; }

    /// <summary>Rows read so far.</summary>
    public long RowCount { get; private set; }

    /// <summary>Rough size of what the operators keep.</summary>
    public long StateSizeBytes => OperatorStats.Of(_pipeline.Operators).StateSizeBytes;

    /// <summary>The pumps, for progress.</summary>
    public IEnumerable<StreamPump> Pumps => _inputs.Select(input => input.Pump);

    /// <summary>Opens all tables of a pipeline.</summary>
    public static async ValueTask<BoundedRun> OpenAsync(Pipeline pipeline, ConnectorRegistry connectors, ConnectorContext context,
        PumpOptions options, CancellationToken cancellation = default)
    {
        var inputs = new List<Input>();
        foreach (var source in pipeline.Sources)
        {
            var connector =
                connectors.Find(source.Table.Connector) ?? throw new OptionException($"there is no connector '{source.Table.Connector}'");
            var plan = new StreamPlan(BoundedTables.Of(source.Table, connector), [.. source.Columns], [.. source.KeyColumns],
                source.NeedsRowWatermarks, options.NeedsPositions) { MetadataTypes = connector.Metadata };
            inputs.Add(new(await StreamPump.OpenAsync(plan, connector, context, options, cancellation), source.Output));
        }
        return new(pipeline, inputs);
    }

    /// <summary>Reads one batch and pushes it through; false when everything is read.</summary>
    public async ValueTask<bool> StepAsync(CancellationToken cancellation = default)
    {
        if (Next() is not var (input, partition)) return false;
        var state = input.Pump.Read(partition, input.Batch);
        if (state == ReadState.Empty) await partition.Source.WaitAsync(cancellation);
        if (state == ReadState.Records)
        {
            BatchCount++;
            RowCount += input.Batch.Rows.Count;
            if (input.Batch.Rows.Count > 0) input.Output.Process(input.Batch.Rows);
        }
        if (input.Progress.Advance(input.Pump.Partitions)) input.Output.OnWatermark(input.Progress.WatermarkMs);
        return true;
    }

    /// <summary>Ends the input: constant rows leave, time ends, and what changes until the end is shown.</summary>
    public void Finish()
    {
        foreach (var values in _pipeline.Operators.OfType<ValuesOperator>()) values.OnWatermark(long.MaxValue, 0);
        foreach (var input in _inputs)
            if (input.Progress.Advance(input.Pump.Partitions)) input.Output.OnWatermark(input.Progress.WatermarkMs);
        foreach (var values in _pipeline.Operators.OfType<ValuesOperator>()) values.Refresh(0);
        foreach (var input in _inputs) input.Output.Refresh();
    }

    /// <summary>Everything that a fresh run of the same plan needs to go on: positions, watermarks, state.</summary>
    public ReadOnlyMemory<byte> Snapshot()
    {
        var writer = new StateWriter();
        foreach (var input in _inputs)
        {
            writer.Write(input.Progress.WatermarkMs);
            writer.Write(input.Pump.Partitions.Count);
            foreach (var partition in input.Pump.Partitions)
            {
                writer.Write(partition.Source.Id);
                writer.Write(partition.Source.Position);
                writer.Write(partition.WatermarkMs);
            }
        }
        PipelineState.Write(writer, _pipeline);
        return writer.ToArray();
    }

    /// <summary>Goes on from a snapshot; called before the first step.</summary>
    public void Restore(ReadOnlyMemory<byte> snapshot)
    {
        var reader = new StateReader(snapshot);
        foreach (var input in _inputs)
        {
            input.Progress.WatermarkMs = reader.ReadInt64();
            for (var left = reader.ReadInt32(); left > 0; left--)
            {
                var (id, position, watermark) = (reader.ReadString(), reader.ReadInt64(), reader.ReadInt64());
                var partition = input.Pump.Partitions.FirstOrDefault(partition => partition.Source.Id == id)
                    ?? throw new InvalidDataException($"{id} was being read and is not there any more");
                partition.Source.Seek(position);
                partition.WatermarkMs = watermark;
            }
        }
        PipelineState.Read(reader, _pipeline);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var input in _inputs) await input.Pump.DisposeAsync();
    }

    (Input, PumpPartition)? Next()
    {
        (Input, PumpPartition)? next = null;
        var least = long.MaxValue;
        foreach (var input in _inputs)
        {
            foreach (var partition in input.Pump.Partitions)
            {
                if (partition.Ended || (next is not null && partition.WatermarkMs >= least)) continue;
                next = (input, partition);
                least = partition.WatermarkMs;
            }
        }
        return next;
    }

    /// <summary>One table of the pipeline.</summary>
    sealed class Input(StreamPump pump, IOutput output)
    {
        public StreamPump Pump { get; } = pump;
        public IOutput Output { get; } = output;
        public PumpedBatch Batch { get; } = pump.NewBatch();
        public StreamProgress Progress { get; } = new();
    }
}
