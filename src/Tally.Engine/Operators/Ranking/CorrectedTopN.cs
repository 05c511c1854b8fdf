using Tally.Engine.Columns;
using Tally.Engine.Operators.Windows.Slices;
using Tally.Engine.Operators.Windows.Triggers;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Ranking;

/// <summary>Runs a <see cref="WindowTopNPlan"/> with an allowed lateness: a window that has fired stays for that long, and what a late or
/// corrected row changes in its ranking leaves as deletes and inserts.</summary>
sealed class CorrectedTopNOperator(WindowTopNPlan plan) : Operator, IStatefulOperator, ITimeOperator
{
    readonly OperatorTime _time = new(new LocalTimeConverter(plan.Zone));
    readonly SortedDictionary<(long End, long Start), RankedWindow> _windows = [];
    readonly RankingWriter _writer = new(plan.InputTypes, plan.FirstRank, plan.WithRank);

    public long LateCount => _time.LateCount;

    public (long SizeBytes, long Count) StateSize =>
        (_windows.Values.Sum(window => window.Ranking.Count) * 128L, _windows.Values.Sum(window => window.Ranking.Count));

    public override void Process(Batch batch, int input)
    {
        var windows = batch.IsPreview ? [] : _windows;
        var starts = ((Column<long>)batch.Columns[plan.StartColumn]).Values;
        var ends = ((Column<long>)batch.Columns[plan.EndColumn]).Values;
        for (var row = 0; row < batch.Count; row++)
        {
            if (!batch.IsPreview && IsLate(batch, row, ends[row])) continue;
            if (!windows.TryGetValue((ends[row], starts[row]), out var window))
                windows.Add((ends[row], starts[row]), window = new(new(plan)));
            window.Ranking.Offer(batch, row);
        }
        if (!batch.IsPreview) return;
        foreach (var window in windows.Values) Preview(window);
    }

    bool IsLate(Batch batch, int row, long end)
    {
        if (end - 1 > WindowCorrections.Earlier(_time.Of(batch, row), plan.LatenessMs)) return false;
        _time.Reject(batch, row);
        return true;
    }

    public override void OnWatermark(long watermarkMs, int input)
    {
        Emit(_time.Progress);
        _time.Advance(watermarkMs);
        Emit(_time.Progress);
        var closed = WindowCorrections.Earlier(_time.Progress, plan.LatenessMs);
        foreach (var bounds in _windows.Keys.TakeWhile(bounds => bounds.End - 1 <= closed).ToList()) _windows.Remove(bounds);
        Output.OnWatermark(watermarkMs);
    }

    // What changed in windows that are over.
    void Emit(long progress)
    {
        foreach (var (bounds, window) in _windows)
        {
            if (bounds.End - 1 > progress) break;
            if (!window.Ranking.IsTouched && window.HasFired) continue;
            window.Change(plan, _writer);
            if (_writer.Take(false) is { } batch) Output.Process(batch);
        }
    }

    void Preview(RankedWindow window)
    {
        foreach (var ranked in window.Ranking.Keys) _writer.Append(ranked.Rows, plan.LastRank);
        if (_writer.Take(true) is { } batch) Output.Process(batch);
    }

    public override void Refresh(int input)
    {
        Emit(_time.Progress);
        foreach (var window in _windows.Values.Where(window => window.Ranking.IsTouched))
        {
            Preview(window);
            window.Ranking.IsTouched = false;
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
            _windows.Add(bounds, RankedWindow.Restore(reader, plan));
        }
    }
}
