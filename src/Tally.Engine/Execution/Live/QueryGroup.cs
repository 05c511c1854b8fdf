using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Connectors;
using Tally.Engine.Connectors.Stores;
using Tally.Engine.Execution.Checkpoints;
using Tally.Engine.Expressions;
using Tally.Engine.Operators;
using Tally.Engine.Operators.Joins;
using Tally.Engine.Operators.Stateless;
using Tally.Engine.Planning;
using Tally.Engine.Sql;
using Tally.Engine.State;
using Tally.Log;

namespace Tally.Engine.Execution.Live;

/// <summary>Queries that run as one pipeline on one worker: its thread calls everything but <see cref="Error"/>, <see cref="IsCaughtUp"/>
/// and <see cref="Problem"/>, which any may ask.</summary>
sealed class QueryGroup
{
    readonly Input[] _inputs;
    readonly Action<Exception>? _onFault;
    readonly GroupFailures _failures = new();
    readonly StateWriter _state = new();
    volatile string? _error;
    volatile bool _caughtUp;
    bool _changed;

    /// <param name="streams">The streams of the run, in order.</param>
    /// <param name="restored">What the group goes on from; null to start from scratch.</param>
    public QueryGroup(IReadOnlyList<LiveQuery> queries, Pipeline pipeline, IReadOnlyList<LiveStream> streams, GroupState? restored,
        IReadOnlyList<StreamPosition> positions, Action<Exception>? onFault)
    {
        Queries = queries;
        Pipeline = pipeline;
        _onFault = onFault;
        foreach (var op in pipeline.Operators.OfType<EvaluatingOperator>()) op.Failures = _failures;
        _inputs = [.. pipeline.Sources
            .Select(source => new Input(source, streams,
                restored is null ? null : positions.FirstOrDefault(stream => stream.Table == source.Table.Name)))];
        if (restored is not null) Restore(new StateReader(restored.State[0]));
    }

    public IReadOnlyList<LiveQuery> Queries { get; }

    public Pipeline Pipeline { get; }

    /// <summary>What stopped the group; null while it runs.</summary>
    public string? Error
    {
        get => _error;
        private set => _error = value;
    }

    /// <summary>Whether everything is computed that there was to read at the start.</summary>
    public bool IsCaughtUp => _caughtUp;

    /// <summary>What keeps the group waiting just now: a table that it looks rows up in; null when nothing does.</summary>
    public string? Problem =>
        Pipeline.Operators.OfType<LookupJoinOperator>().Select(lookup => lookup.Problem).FirstOrDefault(problem => problem is not null);

    /// <summary>Takes rows of a stream, those that its restored state has not seen yet.</summary>
    public void Process(RowsEntry entry) => Guard(() =>
    {
        foreach (var input in _inputs)
        {
            if (input.Stream != entry.Stream) continue;
            _changed |= input.Process(entry.Batch);
            _changed |= input.OnWatermark(entry.WatermarkMs);
        }
    });

    public void OnWatermark(WatermarkEntry entry) => Guard(() =>
    {
        foreach (var input in _inputs)
            if (input.Stream == entry.Stream) _changed |= input.OnWatermark(entry.WatermarkMs);
    });

    /// <summary>Constant rows have no stream; they leave at the start.</summary>
    public void Start() => Guard(() =>
    {
        foreach (var query in Queries) query.Sink.Start(query.Plan);
        if (_inputs.Length == 0) ReportCaughtUp();
        foreach (var values in Pipeline.Operators.OfType<ValuesOperator>())
        {
            values.OnWatermark(long.MaxValue, 0);
            _changed = true;
        }
    });

    /// <summary>When all streams of the group have told so, what they gave is shown before the sinks hear of it.</summary>
    public void OnCaughtUp(CaughtUpEntry entry) => Guard(() =>
    {
        foreach (var input in _inputs) input.IsCaughtUp |= input.Stream == entry.Stream;
        if (_inputs.All(input => input.IsCaughtUp)) ReportCaughtUp();
    });

    void ReportCaughtUp()
    {
        Refresh();
        foreach (var query in Queries) query.Sink.OnCaughtUp();
        _caughtUp = true;
    }

    /// <summary>Shows what has changed since the last call.</summary>
    public void Refresh() => Guard(() =>
    {
        if (!_changed) return;
        _changed = false;
        foreach (var values in Pipeline.Operators.OfType<ValuesOperator>()) values.Refresh(0);
        foreach (var input in _inputs) input.Output.Refresh();
    });

    /// <summary>Stores what the sinks have taken; blocks until it is.</summary>
    public void Flush() => Guard(() =>
    {
        foreach (var query in Queries) query.Sink.FlushAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
    });

    /// <summary>The state; null of a group that has failed: it starts from scratch.</summary>
    public GroupState? Snapshot(Barrier barrier)
    {
        if (Error is not null) return null;
        // What the checkpoint before has written is on disk, or given up.
        var writer = _state;
        writer.Clear();
        foreach (var input in _inputs) input.Snapshot(writer, barrier.Streams);
        PipelineState.Write(writer, Pipeline);
        foreach (var query in Queries)
        {
            query.Sink.OnBarrier(barrier.Number);
            var own = writer.Begin();
            query.Sink.Snapshot(writer);
            writer.End(own);
        }
        return new(Identity(Queries), [.. writer.Pieces]);
    }

    void Restore(StateReader reader)
    {
        foreach (var input in _inputs) input.Restore(reader);
        PipelineState.Read(reader, Pipeline);
        foreach (var query in Queries) query.Sink.Restore(new StateReader(reader.ReadBytes().ToArray()));
        // Open windows are in the state and their previews are not: they are shown again at once.
        _changed = true;
    }

    /// <summary>Name and fingerprint of each query.</summary>
    public static ImmutableArray<(string, string)> Identity(IEnumerable<LiveQuery> queries) =>
        [.. queries.Select(query => (query.Name, query.Plan.Fingerprint))];

    public ImmutableArray<QueryStatistics> Statistics(int worker)
    {
        var stats = OperatorStats.Of(Pipeline.Operators);
        // Queries of a group share operators: the group's state and late rows are told with its first query.
        return [.. Queries.Select((query, i) => StatisticsOf(query, worker, i == 0 ? stats : default))];
    }

    QueryStatistics StatisticsOf(LiveQuery query, int worker, OperatorStats stats)
    {
        var (failed, notice) = _failures.Of(query, Queries);
        return new(query.Name, worker, query.Sink.RowCount, stats.LateCount, stats.StateSizeBytes, stats.StateCount, Error,
            notice) { FailedRows = failed };
    }

    // A query that fails stops alone: the others go on.
    void Guard(Action act)
    {
        if (Error is not null) return;
        try
        {
            act();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Error = e.Message;
            if (e is not (SqlException or EvaluationException or RowException or StoreException or LogException or IOException))
                _onFault?.Invoke(e);
        }
    }

    /// <summary>A table that the pipeline reads.</summary>
    sealed class Input
    {
        readonly int[] _columns;
        readonly Dictionary<string, long> _ahead = [];
        readonly string _table;
        long _watermarkMs;

        public Input(PipelineSource source, IReadOnlyList<LiveStream> streams, StreamPosition? restored)
        {
            Output = source.Output;
            var stream = streams.First(stream => stream.Name == source.Table.Name);
            Stream = stream.Index;
            _columns = [.. source.Columns.Select(column => stream.Plan.Columns.IndexOf(column))];
            _table = stream.Name;
            _watermarkMs = restored?.WatermarkMs ?? long.MinValue;
            foreach (var partition in restored?.Partitions ?? []) _ahead[partition.Id] = partition.Position;
        }

        public int Stream { get; }

        public IOutput Output { get; }

        public bool IsCaughtUp { get; set; }

        public bool Process(PumpedBatch batch)
        {
            var rows = batch.Rows;
            if (rows.Count == 0 || !TryCut(batch, ref rows)) return false;
            var columns = new Column[_columns.Length];
            for (var i = 0; i < columns.Length; i++) columns[i] = rows.Columns[_columns[i]];
            Output.Process(rows.With(columns));
            return true;
        }

        public bool OnWatermark(long watermarkMs)
        {
            if (watermarkMs <= _watermarkMs) return false;
            _watermarkMs = watermarkMs;
            Output.OnWatermark(watermarkMs);
            return true;
        }

        /// <summary>Writes what the group has seen beyond the stream's own place at a barrier.</summary>
        public void Snapshot(StateWriter writer, IEnumerable<StreamPosition> streams)
        {
            var reached = streams.FirstOrDefault(stream => stream.Table == _table)?.Partitions
                .ToDictionary(partition => partition.Id, partition => partition.Position) ?? [];
            foreach (var (id, position) in reached)
                if (_ahead.TryGetValue(id, out var known) && known <= position) _ahead.Remove(id);
            writer.Write(_watermarkMs);
            writer.Write(_ahead.Count);
            foreach (var (id, position) in _ahead)
            {
                writer.Write(id);
                writer.Write(position);
            }
        }

        public void Restore(StateReader reader)
        {
            _watermarkMs = Math.Max(_watermarkMs, reader.ReadInt64());
            for (var left = reader.ReadInt32(); left > 0; left--)
            {
                var (id, position) = (reader.ReadString(), reader.ReadInt64());
                _ahead[id] = Math.Max(position, _ahead.GetValueOrDefault(id));
            }
        }

        // Another group started from scratch and makes the pump start over: what this group's state holds already is passed over.
        bool TryCut(PumpedBatch batch, ref Batch rows)
        {
            if (_ahead.Count == 0 || !_ahead.TryGetValue(batch.Partition!.Source.Id, out var ahead)) return true;
            if (batch.PositionOf(0) >= ahead) return true;
            List<int> keep = [];
            for (var row = 0; row < rows.Count; row++)
                if (batch.PositionOf(row) >= ahead) keep.Add(row);
            if (keep.Count == 0) return false;
            rows = rows.Gather(keep.ToArray());
            return true;
        }
    }
}
