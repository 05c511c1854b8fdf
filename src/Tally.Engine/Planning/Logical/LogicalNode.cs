using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Sql;

namespace Tally.Engine.Planning.Logical;

// The logical plan.
//
// The binder turns a query into a tree of nodes that say what is computed, close to what was written. Named rules rewrite the tree:
// they recognize windows, ranks and joins, push filters and prune columns. Each node derives its traits from its inputs: what changes it
// emits, by which key a row can be replaced, which columns are time attributes and which are the bounds of a window. Types never say
// that a column is a time attribute; the traits do, because only a rule knows whether a join keeps it.

/// <summary>A node of the logical plan: columns out of the columns of its inputs.</summary>
/// <param name="Schema">The columns that leave the node.</param>
/// <param name="Inputs">The nodes below, in order.</param>
public abstract record LogicalNode(Schema Schema, ImmutableArray<LogicalNode> Inputs)
{
    NodeTraits? traits;
    string? text;
    ImmutableHashSet<OuterColumn>? outerColumns;

    /// <summary>Copies all but the cached traits and text, which depend on what a copy changes.</summary>
    protected LogicalNode(LogicalNode other)
    {
        Schema = other.Schema;
        Inputs = other.Inputs;
        Span = other.Span;
        FlinkNote = other.FlinkNote;
    }

    /// <summary>Where the construct stands in the SQL text.</summary>
    public TextSpan Span { get; init; }

    /// <summary>What a reader should know who runs the construct on Apache Flink, where the plan alone does not tell it; or null.</summary>
    public string? FlinkNote { get; init; }

    /// <summary>The columns of queries around that the tree reads; none once the sub-query is joined with them.</summary>
    internal ImmutableHashSet<OuterColumn> OuterColumns => outerColumns ??= OuterColumn.Of(this);

    /// <summary>What is known about the rows that leave the node.</summary>
    public NodeTraits Traits => traits ??= DeriveTraits();

    /// <summary>The name of the operation, as EXPLAIN shows it.</summary>
    public abstract string Name { get; }

    /// <summary>What distinguishes the node from others of its name, in a fixed form.</summary>
    public abstract string Details { get; }

    /// <summary>The details, and what else tells the node from others, which people need not read.</summary>
    protected virtual string Identity => Details;

    /// <summary>The whole tree in a fixed form: nodes of equal text compute the same rows.</summary>
    public string Text =>
        text ??= $"{Name}({Identity})" + (Inputs.IsEmpty ? "" : $"[{string.Join("; ", Inputs.Select(input => input.Text))}]");

    /// <summary>The first input, for nodes that have one.</summary>
    public LogicalNode Input => Inputs[0];

    /// <summary>The same node over other inputs of the same schema.</summary>
    public LogicalNode WithInputs(ImmutableArray<LogicalNode> inputs) => inputs == Inputs ? this : this with { Inputs = inputs };

    /// <summary>The same node over another single input.</summary>
    public LogicalNode WithInput(LogicalNode input) => WithInputs([input]);

    protected abstract NodeTraits DeriveTraits();

    /// <summary>Nodes are equal when they are the same object; <see cref="Text"/> tells equal plans.</summary>
    public virtual bool Equals(LogicalNode? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    /// <summary>Writes column names for <see cref="Details"/>.</summary>
    protected static string Columns(Schema schema, IEnumerable<int> columns) =>
        string.Join(", ", columns.Select(column => $"${column}:{schema[column].Name}"));
}
