using System.Collections.Immutable;
using Tally.Engine.Catalog;
using Tally.Engine.Expressions;
using Tally.Engine.Operators.Joins;

namespace Tally.Engine.Planning.Logical;

/// <summary>JOIN a table FOR SYSTEM_TIME AS OF a processing time: each row meets what the table holds when the row passes. All input
/// columns, then those of the table.</summary>
/// <param name="TableColumns">The indexes of the table's columns, in output order.</param>
/// <param name="LeftKeys">Columns of the input that must equal <paramref name="TableKeys"/>.</param>
/// <param name="TableKeys">Places in <paramref name="TableColumns"/>.</param>
/// <param name="Condition">What else must be true, over input then table columns, or null.</param>
public sealed record LookupNode(LogicalNode Source, TableDefinition Table, ImmutableArray<int> TableColumns, bool IsLeft,
    ImmutableArray<int> LeftKeys, ImmutableArray<int> TableKeys, Expression? Condition)
    : LogicalNode(JoinNode.OutputOf(Source.Schema, new ScanNode(Table, TableColumns).Schema, IsLeft ? JoinKind.Left : JoinKind.Inner),
        [Source])
{
    public override string Name => "LookupJoin";

    public override string Details
    {
        get
        {
            var keys = LeftKeys.Zip(TableKeys,
                (left, key) => $"{Columns(Input.Schema, [left])} = {Table.Name}.{Table.Columns[TableColumns[key]].Name}");
            return $"{(IsLeft ? "Left" : "Inner")} {Table.Name} on {string.Join(", ", keys)}"
                + $"{(Condition is null ? "" : $" where {Condition}")}";
        }
    }

    protected override NodeTraits DeriveTraits() =>
        Input.Traits with { UpsertKey = null, Changelog = Input.Traits.IsInsertOnly ? ChangelogMode.InsertOnly : ChangelogMode.Retract };
}
