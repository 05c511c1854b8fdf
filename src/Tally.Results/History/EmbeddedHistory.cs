using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Tally.Engine.Columns;
using Tally.Engine.Connectors.Stores;
using Tally.Log;
using Tally.Log.Embedded;

namespace Tally.Results.History;

/// <summary>The history in an embedded log of its own: a topic a metric, a record a window. Where each window is, is read once at the start
/// and kept in memory.</summary>
public sealed class EmbeddedHistory : IHistory
{
    readonly EmbeddedLog _log;
    readonly Dictionary<string, Topic> _topics = [];
    readonly Lock _gate = new();

    /// <exception cref="LogException">The folder is in use by another process, or damaged.</exception>
    public EmbeddedHistory(string folder, TimeSpan? retention) =>
        _log = EmbeddedLog.Open(folder, new() { Topics = new() { Retention = retention, SegmentSizeBytes = 16 << 20 } });

    public IRowStore StoreFor(string metric) => new Store(TopicOf(metric));

    public Task<IReadOnlyList<HistoryWindow>> ReadAsync(string metric, long? fromMs, long? toMs, int maxWindows,
        CancellationToken cancellation) => Task.FromResult(TopicOf(metric).Read(fromMs, toMs, maxWindows));

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    Topic TopicOf(string metric)
    {
        lock (_gate)
        {
            if (_topics.TryGetValue(metric, out var known)) return known;
            // A topic has fewer characters than a view may have.
            var name = string.Concat(metric.Select(letter =>
                char.IsAsciiLetterOrDigit(letter) || letter == '_' ? letter.ToString() : $"-{(int)letter:x}"));
            return _topics[metric] = new(_log.OpenTopicAsync(name).AsTask().GetAwaiter().GetResult().Partitions[0]);
        }
    }

    /// <summary>The windows of one metric.</summary>
    sealed class Topic
    {
        readonly IPartition _partition;
        readonly Lock _gate = new();
        readonly SortedDictionary<(long Start, long End), long> _offsets = [];

        public Topic(IPartition partition)
        {
            _partition = partition;
            using var reader = partition.OpenReader(0);
            var block = new RecordBlock();
            while (reader.TryRead(block))
                for (var i = 0; i < block.Count; i++)
                    _offsets[WindowOf(block.Value(i))] = block.Positions[i];
        }

        public async Task AppendAsync(Batch rows, CancellationToken cancellation)
        {
            var block = BlockOf(rows);
            var stored = await _partition.AppendAsync(null, block, cancellation);
            lock (_gate)
                for (var i = 0; i < rows.Count; i++) _offsets[HistoryRows.WindowOf(rows, i)] = stored.BaseOffset + i;
        }

        static RecordBlock BlockOf(Batch rows)
        {
            var block = new RecordBlock();
            var record = new ArrayBufferWriter<byte>();
            for (var row = 0; row < rows.Count; row++)
            {
                var (start, end) = HistoryRows.WindowOf(rows, row);
                record.ResetWrittenCount();
                record.Write(Encoding.UTF8
                    .GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"start":{{start}},"end":{{end}},"rows":""")));
                record.Write(HistoryRows.TextOf(rows, row));
                record.Write("}"u8);
                block.Add(record.WrittenSpan, 0);
            }
            return block;
        }

        public IReadOnlyList<HistoryWindow> Read(long? fromMs, long? toMs, int maxWindows)
        {
            List<long> offsets;
            lock (_gate)
                offsets = [.. _offsets.SkipWhile(entry => entry.Key.Start < (fromMs ?? long.MinValue))
                    .TakeWhile(entry => entry.Key.Start < (toMs ?? long.MaxValue)).Select(entry => entry.Value)];
            var windows = new List<HistoryWindow>();
            var block = new RecordBlock();
            foreach (var offset in offsets.Where(offset => offset >= _partition.StartOffset).TakeLast(maxWindows))
            {
                using var reader = _partition.OpenReader(offset);
                if (reader.TryRead(block, 1)) windows.Add(Parse(block.Value(0)));
            }
            return windows;
        }

        // Both times stand first: at a start, a long history is not parsed for more.
        static (long StartMs, long EndMs) WindowOf(ReadOnlySpan<byte> record)
        {
            var reader = new Utf8JsonReader(record);
            for (var token = 0; token < 3; token++) reader.Read();
            var start = reader.GetInt64();
            reader.Read();
            reader.Read();
            return (start, reader.GetInt64());
        }

        static HistoryWindow Parse(ReadOnlySpan<byte> record)
        {
            var reader = new Utf8JsonReader(record);
            using var document = JsonDocument.ParseValue(ref reader);
            return new(document.RootElement.GetProperty("start").GetInt64(), document.RootElement.GetProperty("end").GetInt64(),
                document.RootElement.GetProperty("rows").GetRawText());
        }
    }

    sealed class Store(Topic topic) : IRowStore
    {
        public async ValueTask StoreAsync(Batch rows, StoreMark mark, CancellationToken cancellation)
        {
            try
            {
                await topic.AppendAsync(rows, cancellation);
            }
            catch (LogException error)
            {
                throw new StoreException($"the history: {error.Message}", error);
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
