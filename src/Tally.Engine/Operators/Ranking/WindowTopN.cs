using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Operators.Windows.Slices;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Ranking;

/// <summary>The best rows of each window (and key). Output: all input columns, then the rank (BIGINT NOT NULL) if asked for. Only inserts,
/// and with an allowed lateness changes of windows that have fired.</summary>
/// <param name="InputTypes">The types of all input columns.</param>
/// <param name="StartColumn">window_start, TIMESTAMP(3).</param>
/// <param name="EndColumn">window_end, TIMESTAMP(3).</param>
/// <param name="Zone">The session zone when the time attribute is a TIMESTAMP_LTZ.</param>
/// <param name="Keys">PARTITION BY without the window columns.</param>
/// <param name="Order">Ties keep the order of arrival.</param>
/// <param name="FirstRank">1-based.</param>
/// <param name="LastRank">Inclusive.</param>
/// <param name="LaterFirst">Whether of rows of equal order the one that came last is the better one: keep-last inside windows.</param>
sealed record WindowTopNPlan(ImmutableArray<SqlType> InputTypes, int StartColumn, int EndColumn, TimeZoneInfo? Zone,
    ImmutableArray<int> Keys,
    ImmutableArray<SortKey> Order, long FirstRank, long LastRank, bool WithRank, bool LaterFirst = false) : OperatorPlan
{
    /// <summary>How long after its end a window still takes late rows and is corrected.</summary>
    public long LatenessMs { get; init; }

    /// <summary>Whether the input takes rows back; only with a lateness.</summary>
    public bool Updates { get; init; }

    public override Operator Create(IOutput output, OperatorContext context) =>
        LatenessMs == 0 ? new WindowTopNOperator(this) { Output = output } : new CorrectedTopNOperator(this) { Output = output };
}

/// <summary>Runs a <see cref="WindowTopNPlan"/>: for each open window and key the best rows so far.</summary>
sealed class WindowTopNOperator(WindowTopNPlan plan) : Operator, IStatefulOperator, ITimeOperator
{
    readonly OperatorTime _time = new(new LocalTimeConverter(plan.Zone));
    readonly SortedDictionary<(long End, long Start), WindowRanking> _windows = [];
    readonly RankingWriter _writer = new(plan.InputTypes, plan.FirstRank, plan.WithRank);

    public long LateCount => _time.LateCount;

    public (long SizeBytes, long Count) StateSize =>
        (_windows.Values.Sum(window => window.Count) * 128L, _windows.Values.Sum(window => window.Count));

    public override void Process(Batch batch, int input)
    {
        if (!batch.IsPreview)
        {
            Take(batch, _windows);
            return;
        }
        var preview = new SortedDictionary<(long End, long Start), WindowRanking>();
        Take(batch, preview);
        foreach (var window in preview.Values) Emit(window, true);
    }

    void Take(Batch batch, SortedDictionary<(long End, long Start), WindowRanking> windows)
    {
        var starts = ((Column<long>)batch.Columns[plan.StartColumn]).Values;
        var ends = ((Column<long>)batch.Columns[plan.EndColumn]).Values;
        (long End, long Start) bounds = default;
        WindowRanking? window = null;
        for (var row = 0; row < batch.Count; row++)
        {
            if (!batch.IsPreview && IsLate(batch, row, ends[row])) continue;
            if (window is null || bounds != (ends[row], starts[row]))
            {
                bounds = (ends[row], starts[row]);
                if (!windows.TryGetValue(bounds, out window)) windows.Add(bounds, window = new(plan));
            }
            window.Offer(batch, row);
        }
    }

    bool IsLate(Batch batch, int row, long end)
    {
        if (end - 1 > _time.Of(batch, row)) return false;
        _time.Reject(batch, row);
        return true;
    }

    public override void OnWatermark(long watermarkMs, int input)
    {
        _time.Advance(watermarkMs);
        foreach (var bounds in _windows.Keys.TakeWhile(bounds => bounds.End - 1 <= _time.Progress).ToList())
        {
            Emit(_windows[bounds], false);
            _windows.Remove(bounds);
        }
        Output.OnWatermark(watermarkMs);
    }

    void Emit(WindowRanking window, bool isPreview)
    {
        foreach (var ranked in window.Keys) _writer.Append(ranked.Rows);
        if (_writer.Take(isPreview) is { } batch) Output.Process(batch);
    }

    public override void Refresh(int input)
    {
        // A ranking straight over rows shows its open windows; over a window aggregate that is what its previews do.
        foreach (var window in _windows.Values.Where(window => window.IsTouched))
        {
            Emit(window, true);
            window.IsTouched = false;
        }
        Output.Refresh();
    }

    public override void Snapshot(StateWriter writer)
    {
        _time.Snapshot(writer);
        writer.Write(_windows.Count);
        foreach (var (bounds, window) in _windows)
        {
            writer.Write(bounds.End);
            writer.Write(bounds.Start);
            window.Snapshot(writer);
        }
    }

    public override void Restore(StateReader reader)
    {
        _time.Restore(reader);
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var bounds = (reader.ReadInt64(), reader.ReadInt64());
            _windows.Add(bounds, WindowRanking.Restore(reader, plan));
        }
    }
}
