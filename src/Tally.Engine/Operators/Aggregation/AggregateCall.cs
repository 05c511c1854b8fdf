using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Sql;

namespace Tally.Engine.Operators.Aggregation;

/// <summary>An aggregate of a plan: a function of the registry, with its argument columns and filter.</summary>
/// <param name="Function">The upper-case name, synonyms resolved (VARIANCE is VAR_SAMP).</param>
/// <param name="ArgumentTypes">The types of the arguments; empty for COUNT(*).</param>
/// <param name="Type">The type of the result.</param>
public sealed record AggregateCall(string Function, ImmutableArray<SqlType> ArgumentTypes, SqlType Type)
{
    /// <summary>The columns of the arguments in the input; the planner sets them after <see cref="AggregateRegistry.Bind"/>.</summary>
    public ImmutableArray<int> Arguments { get; init; } = [];

    /// <summary>The BOOLEAN column of FILTER (WHERE …), or -1. A row counts only where it is TRUE.</summary>
    public int Filter { get; init; } = -1;

    public bool IsDistinct { get; init; }

    /// <summary>Where it was written, for errors at run time.</summary>
    public TextSpan Span { get; init; }

    /// <summary>The clause inside the parentheses: "NULL ON NULL", "ABSENT ON NULL", or empty for the default.</summary>
    public string Clause { get; init; } = "";

    public override string ToString() =>
        $"{Function}({(IsDistinct ? "DISTINCT " : "")}"
            + $"{(Arguments.IsEmpty ? "*" : string.Join(", ", Arguments.Select(column => $"${column}")))})"
        + (Filter < 0 ? "" : $" FILTER ${Filter}");
}
