using Tally.Engine.Columns;

namespace Tally.Engine.Operators;

/// <summary>Makes one row of each element of an array (or entry of a map). Output: all input columns, then the element's.</summary>
/// <remarks>An array of ROW gives one column a field, of anything else one column; a map its key and value. WITH ORDINALITY adds the 1-based position (INT).</remarks>
/// <param name="Column">The index of the ARRAY, MAP or MULTISET column.</param>
/// <param name="IsLeft">LEFT JOIN … ON TRUE: a row without elements stays, with NULLs.</param>
public sealed record UnnestPlan(int Column, SqlType Type, bool IsLeft, bool WithOrdinality) : OperatorPlan
{
    public override Operator Create(IOutput output, OperatorContext context) => throw new NotSupportedException("UNNEST");
}
