using System.Collections.Immutable;

namespace Tally.Engine.Sql.Ast;

/// <summary>A query: WITH, a body, ORDER BY, LIMIT.</summary>
public sealed record Query(TextSpan Span, ImmutableArray<WithQuery> With, QueryBody Body, ImmutableArray<OrderItem> OrderBy,
    SqlExpression? Limit, SqlExpression? Offset) : SqlNode(Span);

/// <summary>name (columns) AS (query).</summary>
public sealed record WithQuery(TextSpan Span, Identifier Name, ImmutableArray<Identifier> Columns, Query Query) : SqlNode(Span);

/// <summary>SELECT, VALUES, a set operation or a query in parentheses.</summary>
public abstract record QueryBody(TextSpan Span) : SqlNode(Span);

/// <summary>UNION, INTERSECT or EXCEPT of two bodies.</summary>
sealed record SetOperation(TextSpan Span, string Operator, bool All, QueryBody Left, QueryBody Right) : QueryBody(Span);

/// <summary>A query in parentheses as a body, with its own ORDER BY and LIMIT.</summary>
sealed record NestedQuery(TextSpan Span, Query Query) : QueryBody(Span);

/// <summary>VALUES (…), (…).</summary>
sealed record ValuesBody(TextSpan Span, ImmutableArray<ValuesRow> Rows) : QueryBody(Span);

/// <summary>One row of VALUES.</summary>
sealed record ValuesRow(TextSpan Span, ImmutableArray<SqlExpression> Items) : SqlNode(Span);

/// <summary>SELECT … FROM … WHERE … GROUP BY … HAVING … WINDOW ….</summary>
sealed record SelectBody(TextSpan Span, bool Distinct, ImmutableArray<SelectItem> Items, TableReference? From, SqlExpression? Where,
    GroupByClause? GroupBy, SqlExpression? Having, ImmutableArray<NamedWindow> Windows) : QueryBody(Span);

/// <summary>An expression of SELECT with its alias.</summary>
sealed record SelectItem(TextSpan Span, SqlExpression Expression, Identifier? Alias) : SqlNode(Span);

/// <summary>WINDOW name AS (…).</summary>
sealed record NamedWindow(TextSpan Span, Identifier Name, OverClause Definition) : SqlNode(Span);

/// <summary>GROUP BY with its elements.</summary>
sealed record GroupByClause(TextSpan Span, ImmutableArray<GroupingElement> Elements) : SqlNode(Span);

/// <summary>One element of GROUP BY.</summary>
/// <param name="Kind">"" for plain expressions (one, or a parenthesised list), or ROLLUP, CUBE, GROUPING SETS.</param>
/// <param name="Sets">For "" one set; for the others one a member, each a list of expressions (possibly empty).</param>
sealed record GroupingElement(TextSpan Span, string Kind, ImmutableArray<ImmutableArray<SqlExpression>> Sets) : SqlNode(Span);

/// <summary>Something in FROM.</summary>
public abstract record TableReference(TextSpan Span) : SqlNode(Span)
{
    public Identifier? Alias { get; init; }
    public ImmutableArray<Identifier> ColumnAliases { get; init; } = [];
}

/// <summary>A table or view by name, perhaps as of a time.</summary>
/// <param name="SystemTime">The expression of FOR SYSTEM_TIME AS OF, or null.</param>
sealed record NamedTable(TextSpan Span, ImmutableArray<Identifier> Path, SqlExpression? SystemTime) : TableReference(Span)
{
    /// <summary>Options of the hint /*+ OPTIONS('k' = 'v') */.</summary>
    public ImmutableArray<OptionNode> Hints { get; init; } = [];
}

/// <summary>A file, folder or glob in quotes, whose columns its content tells; Tally's own.</summary>
public sealed record FileTable(TextSpan Span, string Path) : TableReference(Span)
{
    /// <summary>Whether a window function reads it, for which it needs a time attribute.</summary>
    public bool HasTime { get; init; }
}

/// <summary>(query) AS alias; LATERAL when it may see the tables before it.</summary>
sealed record DerivedTable(TextSpan Span, Query Query, bool Lateral) : TableReference(Span);

/// <summary>UNNEST(x) [WITH ORDINALITY].</summary>
sealed record UnnestTable(TextSpan Span, SqlExpression Operand, bool WithOrdinality) : TableReference(Span);

/// <summary>TABLE(f(…)) or f(…) in FROM: a window function, or another table function behind LATERAL.</summary>
/// <param name="Name">Upper case.</param>
sealed record FunctionTable(TextSpan Span, string Name, ImmutableArray<TableArgument> Arguments) : TableReference(Span);

/// <summary>An argument of a table function.</summary>
/// <param name="Name">The name before =>, or null.</param>
/// <param name="Value">Exactly one of the three is not null: an expression, a table (TABLE t or a query in parentheses), or the columns of
/// DESCRIPTOR(…).</param>
/// <param name="PartitionBy">PARTITION BY behind a table argument (SESSION).</param>
sealed record TableArgument(TextSpan Span, Identifier? Name, SqlExpression? Value, TableReference? Table,
    ImmutableArray<Identifier>? Descriptor, ImmutableArray<SqlExpression> PartitionBy) : SqlNode(Span);

/// <summary>left JOIN right.</summary>
/// <param name="Kind">INNER, LEFT, RIGHT, FULL or CROSS (a comma is CROSS).</param>
sealed record JoinTable(TextSpan Span, TableReference Left, string Kind, TableReference Right, SqlExpression? On,
    ImmutableArray<Identifier> Using, bool Natural) : TableReference(Span);

/// <summary>table MATCH_RECOGNIZE (…).</summary>
sealed record MatchTable(TextSpan Span, TableReference Input, ImmutableArray<SqlExpression> PartitionBy,
    ImmutableArray<OrderItem> OrderBy, ImmutableArray<SelectItem> Measures,
    bool AllRows, string AfterMatch, Identifier? AfterMatchVariable, ImmutableArray<PatternElement> Pattern, SqlExpression? Within,
    ImmutableArray<PatternDefinition> Definitions) : TableReference(Span);

/// <summary>A variable of a pattern with its quantifier.</summary>
/// <param name="Max">Null: no upper bound.</param>
sealed record PatternElement(TextSpan Span, Identifier Variable, int Min, int? Max, bool Greedy) : SqlNode(Span);

/// <summary>variable AS condition.</summary>
sealed record PatternDefinition(TextSpan Span, Identifier Variable, SqlExpression Condition) : SqlNode(Span);
