using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;

namespace Tally.Engine.Planning.Logical;

/// <summary>Computes columns.</summary>
public sealed record ProjectNode : LogicalNode
{
    public ProjectNode(LogicalNode input, ImmutableArray<Expression> expressions, IEnumerable<string> names)
        : base(new Schema(expressions.Zip(names, (expression, name) => new Field(name, expression.Type.WithoutTimeAttribute()))),
            [input]) => Expressions = expressions;

    /// <summary>One a column, over the input.</summary>
    public ImmutableArray<Expression> Expressions { get; init; }

    public override string Name => "Project";

    public override string Details =>
        string.Join(", ", Expressions.Zip(Schema.Fields, (expression, output) => $"{expression} AS {output.Name}"));

    /// <summary>Takes columns of the input by index.</summary>
    public static ProjectNode Select(LogicalNode input, IEnumerable<int> columns)
    {
        var chosen = columns.ToImmutableArray();
        return new(input,
            [.. chosen.Select(column => (Expression)new ColumnReference(column, input.Schema[column].Name, input.Schema[column].Type))],
            chosen.Select(column => input.Schema[column].Name));
    }

    /// <summary>The index of the input column that an output column is, or -1 when it is computed.</summary>
    public int SourceOf(int column) => Expressions[column] is ColumnReference reference ? reference.Index : -1;

    /// <summary>The same columns over another input.</summary>
    public ProjectNode With(LogicalNode input, ImmutableArray<Expression> expressions) =>
        new(input, expressions, Schema.Fields.Select(field => field.Name)) { Span = Span };

    protected override NodeTraits DeriveTraits()
    {
        var traits = Input.Traits.Move(PlaceOf);
        var times = Columns(Input.Traits.IsTime);
        return traits with { TimeColumns = times, ProcessingTimes = [.. Columns(Input.Traits.IsProcessingTime), .. Own()] };
    }

    ImmutableArray<int> Columns(Func<int, bool> isMeant) =>
        [.. Enumerable.Range(0, Expressions.Length).Where(column => SourceOf(column) is >= 0 and var source && isMeant(source))];

    // PROCTIME() in a query.
    IEnumerable<int> Own() =>
        Enumerable.Range(0, Expressions.Length).Where(column => SourceOf(column) < 0 && Expressions[column].Type.IsProcessingTime);

    int PlaceOf(int inputColumn)
    {
        for (var i = 0; i < Expressions.Length; i++)
            if (SourceOf(i) == inputColumn) return i;
        return -1;
    }
}
