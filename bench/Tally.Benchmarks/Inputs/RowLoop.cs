using System.Diagnostics;
using System.Text;
using Tally.Agent.Simulation;
using Tally.Engine.Columns;
using Tally.Engine.Planning;

namespace Tally.Benchmarks.Inputs;

/// <summary>Batches of decoded columns ts, k, amount that go round and round into one source of a pipeline, 1 M rows a second of event
/// time.</summary>
sealed class RowLoop
{
    const int BatchRows = 4096, Batches = 256, RowsPerMs = 1000;
    const long StartMs = 1_762_790_400_000;

    readonly PipelineSource _source;
    readonly (Batch Batch, Column<long> Times, StringColumn Keys)[] _batches = new (Batch, Column<long>, StringColumn)[Batches];
    readonly int _keys;
    int _next;
    long _rows;

    /// <param name="keys">The number of different values of k, all equally likely.</param>
    public RowLoop(PipelineSource source, int keys)
    {
        (_source, _keys) = (source, keys);
        var (random, dictionary) = (new Pseudorandom(1), new StringDictionary());
        for (var key = 0; key < keys; key++) dictionary.Add(Encoding.ASCII.GetBytes($"K{key:0000000}"));
        var codes = new int[Batches * BatchRows];
        for (var row = 0; row < codes.Length; row++) codes[row] = row % keys;
        for (var row = codes.Length - 1; row > 0; row--) Swap(ref codes[row], ref codes[random.Next(row + 1)]);
        for (var i = 0; i < Batches; i++) _batches[i] = Make(source, dictionary, codes.AsSpan(i * BatchRows, BatchRows), random);
    }

    /// <summary>Pushes rows through until both are over: the seconds and the number of rows. Returns how many.</summary>
    public long Run(double until, long atLeast)
    {
        var (startedAt, before) = (Stopwatch.GetTimestamp(), _rows);
        while (Stopwatch.GetElapsedTime(startedAt).TotalSeconds < until || _rows - before < atLeast) Push();
        return _rows - before;
    }

    void Push()
    {
        var (batch, times, keys) = _batches[_next];
        var startMs = StartMs + _rows / RowsPerMs;
        var values = times.Span;
        for (var row = 0; row < values.Length; row++) values[row] = startMs + row / RowsPerMs;
        if (_keys > Batches * BatchRows) MoveKeys(keys);
        _source.Output.Process(batch);
        _source.Output.OnWatermark(values[^1] - 1);
        _rows += batch.Count;
        _next = (_next + 1) % Batches;
    }

    static void Swap(ref int a, ref int b) => (a, b) = (b, a);

    // The batches do not hold as many keys as there are: each round has others.
    void MoveKeys(StringColumn column)
    {
        var codes = column.Codes.AsSpan(0, column.Count);
        for (var row = 0; row < codes.Length; row++)
        {
            var code = codes[row] + Batches * BatchRows;
            codes[row] = code < _keys ? code : code - _keys;
        }
    }

    (Batch, Column<long>, StringColumn) Make(
        PipelineSource source,
        StringDictionary dictionary,
        ReadOnlySpan<int> codes,
        Pseudorandom random
    )
    {
        var (times, keys, amounts) = (new Column<long>(), new StringColumn(), new Column<long>());
        keys.ResetCodes(BatchRows, dictionary);
        for (var row = 0; row < BatchRows; row++)
        {
            times.Append(0);
            amounts.Append(100 + random.Next(100_000));
        }
        codes.CopyTo(keys.Codes);
        Column[] all = [times, keys, amounts];
        return (new() { Count = BatchRows, Columns = [.. source.Columns.Select(index => all[index])] }, times, keys);
    }
}
