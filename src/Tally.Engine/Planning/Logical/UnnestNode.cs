using System.Collections.Immutable;
using Tally.Engine.Columns;

namespace Tally.Engine.Planning.Logical;

/// <summary>CROSS or LEFT JOIN UNNEST: all input columns, then those of the elements.</summary>
/// <param name="Column">The array, map or multiset of the input.</param>
/// <param name="Elements">The columns of an element, and the position with WITH ORDINALITY.</param>
sealed record UnnestNode(LogicalNode Source, int Column, ImmutableArray<Field> Elements, bool IsLeft, bool WithOrdinality)
    : LogicalNode(new Schema([.. Source.Schema.Fields, .. Elements]), [Source])
{
    public LogicalNode Source => Inputs[0];

    public override string Name => "Unnest";

    public override string Details =>
        $"{Columns(Input.Schema, [Column])}{(IsLeft ? ", left" : "")}{(WithOrdinality ? ", with ordinality" : "")} AS "
            + $"{string.Join(", ", Elements.Select(element => element.Name))}";

    protected override NodeTraits DeriveTraits() =>
        Input.Traits with { UpsertKey = null, Changelog = Input.Traits.IsInsertOnly ? ChangelogMode.InsertOnly : ChangelogMode.Retract };
}
