using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;

namespace Tally.Engine.Planning.Logical;

/// <summary>Constant rows: VALUES, or the one row without columns of a SELECT without FROM.</summary>
/// <param name="Rows">One expression a column, without column references.</param>
sealed record ValuesNode(Schema Schema, ImmutableArray<ImmutableArray<Expression>> Rows) : LogicalNode(Schema, [])
{
    public override string Name => "Values";

    public override string Details => string.Join(", ", Rows.Select(row => $"({string.Join(", ", row)})"));

    protected override NodeTraits DeriveTraits() => NodeTraits.Append with { UpsertKey = Rows.Length == 1 ? [] : null };
}
