using Tally.Engine.Windows;

namespace Tally.Engine.Operators;

/// <summary>A window function without aggregation: copies each row into every window that covers it, late or not. Output: all input columns, window_start, window_end, window_time.</summary>
/// <param name="TimeColumn">The time attribute, in milliseconds.</param>
public sealed record WindowAssignPlan(WindowSpec Window, int TimeColumn) : OperatorPlan
{
    public override Operator Create(IOutput output, OperatorContext context) => throw new NotSupportedException("window function");
}
