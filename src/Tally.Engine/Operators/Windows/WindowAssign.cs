using Tally.Engine.Columns;
using Tally.Engine.Operators.Windows.Slices;

namespace Tally.Engine.Operators.Windows;

/// <summary>A window function without aggregation: copies each row into every window that covers it, late or not. Output: all input
/// columns, window_start, window_end, window_time.</summary>
/// <param name="TimeColumn">The time attribute, in milliseconds.</param>
sealed record WindowAssignPlan(WindowFunction Window, int TimeColumn) : OperatorPlan
{
    public override Operator Create(IOutput output, OperatorContext context) => new WindowAssignOperator(this) { Output = output };
}

/// <summary>Runs a <see cref="WindowAssignPlan"/>; without state.</summary>
sealed class WindowAssignOperator(WindowAssignPlan plan) : Operator
{
    readonly SliceAssigner _assigner = new(plan.Window);
    readonly LocalTimeConverter _clock = new(plan.Window.Zone);
    readonly List<int> _rows = [];
    readonly Column<long> _starts = new();
    readonly Column<long> _ends = new();
    readonly Column<long> _times = new();

    public override void Process(Batch batch, int input)
    {
        _rows.Clear();
        _starts.Reset(0);
        _ends.Reset(0);
        _times.Reset(0);
        var times = (Column<long>)batch.Columns[plan.TimeColumn];
        for (var row = 0; row < batch.Count; row++) Assign(row, _assigner.SliceStart(_clock.ToLocal(times.Values[row])));
        if (_rows.Count == 0) return;
        var rows = !plan.Window.Kind.IsOverlapping && !plan.Window.Kind.IsCumulative
            ? batch
            : batch.Gather(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_rows));
        Output.Process(rows.With([.. rows.Columns, _starts, _ends, _times]));
    }

    void Assign(int row, long slice)
    {
        var first = _assigner.FirstWindowEnd(slice);
        if (first == long.MaxValue) return;
        for (var end = first; end <= _assigner.LastWindowEnd(slice); end += _assigner.Stride)
        {
            _rows.Add(row);
            _starts.Append(_assigner.StartOf(end));
            _ends.Append(end);
            _times.Append(_clock.ToInstant(end - 1));
        }
    }

    public override void OnWatermark(long watermarkMs, int input) => Output.OnWatermark(watermarkMs);
}
