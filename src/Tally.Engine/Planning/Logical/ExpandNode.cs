using System.Collections.Immutable;
using Tally.Engine.Columns;

namespace Tally.Engine.Planning.Logical;

/// <summary>GROUPING SETS: repeats each row for every set. The keys (NULL where a set leaves them out), the number of the set, then all
/// input columns.</summary>
/// <param name="Keys">The columns of GROUP BY.</param>
/// <param name="Sets">For each set the positions in <paramref name="Keys"/> that it keeps.</param>
sealed record ExpandNode(LogicalNode Source, ImmutableArray<int> Keys, ImmutableArray<ImmutableArray<int>> Sets)
    : LogicalNode(new Schema([.. Keys.Select((key, place) => KeyField(Source.Schema[key], place, Sets)),
        new Field("$set", SqlType.BigInt.WithNullable(false)), .. Source.Schema.Fields]), [Source])
{
    public LogicalNode Source => Inputs[0];

    public override string Name => "GroupingSets";

    public override string Details => string.Join(", ", Sets.Select(set => $"({Columns(Input.Schema, set.Select(place => Keys[place]))})"));

    static Field KeyField(Field field, int place, ImmutableArray<ImmutableArray<int>> sets) =>
        field with { Type = field.Type.WithNullable(field.Type.Nullable || sets.Any(set => !set.Contains(place))) };

    protected override NodeTraits DeriveTraits()
    {
        var shift = Keys.Length + 1;
        var moved = Input.Traits.Move(column => Place(column, shift));
        return moved with { UpsertKey = null, Changelog = moved.IsInsertOnly ? ChangelogMode.InsertOnly : ChangelogMode.Retract };
    }

    // A bound of a window that is a key of every set is found among the keys, everything else behind them.
    int Place(int column, int shift)
    {
        var key = Keys.IndexOf(column);
        return key >= 0 && Sets.All(set => set.Contains(key)) ? key : column + shift;
    }
}
