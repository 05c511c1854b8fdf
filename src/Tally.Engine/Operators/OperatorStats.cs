namespace Tally.Engine.Operators;

/// <summary>What an operator tells of itself beside its work, for `tally top` and /api/v1/pipeline.</summary>
/// <param name="StateSizeBytes">A rough size of its state.</param>
/// <param name="StateCount">The number of groups or rows in it.</param>
/// <param name="LateCount">Rows that were late for everything that it does.</param>
readonly record struct OperatorStats(long StateSizeBytes, long StateCount, long LateCount)
{
    public static OperatorStats Of(Operator op)
    {
        var (sizeBytes, count) = op is IStatefulOperator stateful ? stateful.StateSize : default;
        return new(sizeBytes, count, op is ITimeOperator timed ? timed.LateCount : 0);
    }

    /// <summary>Of several operators together.</summary>
    public static OperatorStats Of(IEnumerable<Operator> operators) =>
        operators.Select(Of).Aggregate(default(OperatorStats), (sum, next) => sum + next);

    public static OperatorStats operator +(OperatorStats left, OperatorStats right) =>
        new(left.StateSizeBytes + right.StateSizeBytes, left.StateCount + right.StateCount, left.LateCount + right.LateCount);
}

/// <summary>An operator whose state grows with its input.</summary>
interface IStatefulOperator
{
    /// <summary>A rough size of the state, and its number of groups or rows.</summary>
    (long SizeBytes, long Count) StateSize { get; }
}

/// <summary>An operator for which rows may be late.</summary>
interface ITimeOperator
{
    /// <summary>Rows that were late for everything that it does.</summary>
    long LateCount { get; }
}
