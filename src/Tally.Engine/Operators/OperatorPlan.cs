using Tally.Engine.Columns;

namespace Tally.Engine.Operators;

/// <summary>The immutable form of an operator: everything that is known before the first row. Column indexes are those of its
/// input.</summary>
abstract record OperatorPlan
{
    /// <summary>How many inputs the operator takes.</summary>
    public virtual int InputCount => 1;

    /// <summary>Makes the operator with empty state.</summary>
    public abstract Operator Create(IOutput output, OperatorContext context);
}

/// <summary>What operators may use besides their input.</summary>
/// <param name="Clock">Drives the forgetting of idle state ('table.exec.state.ttl'), nothing else.</param>
sealed record OperatorContext(TimeProvider Clock);
