using System.Collections.Immutable;

namespace Tally.Engine.Sql.Ast;

/// <summary>An expression as written.</summary>
public abstract record SqlExpression(TextSpan Span) : SqlNode(Span);

/// <summary>A number: digits, an optional point and exponent. A sign is a <see cref="UnaryExpression"/>.</summary>
sealed record NumberLiteral(TextSpan Span, string Text) : SqlExpression(Span);

/// <summary>A string without its quotes, doubled quotes resolved.</summary>
public sealed record StringLiteral(TextSpan Span, string Value) : SqlExpression(Span);

/// <summary>A binary string X'…'.</summary>
sealed record BinaryLiteral(TextSpan Span, ImmutableArray<byte> Value) : SqlExpression(Span);

/// <summary>TRUE, FALSE or UNKNOWN (null).</summary>
sealed record BooleanLiteral(TextSpan Span, bool? Value) : SqlExpression(Span);

/// <summary>NULL.</summary>
sealed record NullLiteral(TextSpan Span) : SqlExpression(Span);

/// <summary>DATE '…', TIME '…', TIMESTAMP '…'.</summary>
/// <param name="Type">DATE, TIME or TIMESTAMP.</param>
sealed record TimeLiteral(TextSpan Span, string Type, string Text) : SqlExpression(Span);

/// <summary>INTERVAL [-] '…' unit [(precision)] [TO unit].</summary>
/// <param name="From">The upper-case singular unit: YEAR, QUARTER, MONTH, WEEK, DAY, HOUR, MINUTE, SECOND.</param>
/// <param name="To">The second unit, or null.</param>
/// <param name="Precision">The digits allowed of the first unit, or null for the default of two.</param>
sealed record IntervalLiteral(TextSpan Span, string Text, bool Negative, string From, string? To, int? Precision)
    : SqlExpression(Span);

/// <summary>A column, or a path: a, t.a, t.row.field.</summary>
public sealed record NameExpression(TextSpan Span, ImmutableArray<Identifier> Parts) : SqlExpression(Span);

/// <summary>* or t.*, in SELECT and COUNT(*).</summary>
sealed record StarExpression(TextSpan Span, ImmutableArray<Identifier> Qualifier) : SqlExpression(Span);

/// <summary>A keyword as an argument: the unit of EXTRACT, BOTH of TRIM. Upper case.</summary>
sealed record SymbolExpression(TextSpan Span, string Name) : SqlExpression(Span);

/// <summary>An operator before its operand: + - NOT.</summary>
sealed record UnaryExpression(TextSpan Span, string Operator, SqlExpression Operand) : SqlExpression(Span);

/// <summary>An operator between two operands: OR AND = &lt;&gt; &lt; &lt;= &gt; &gt;= + - * / % || and IS [NOT] DISTINCT FROM.</summary>
sealed record BinaryExpression(TextSpan Span, string Operator, SqlExpression Left, SqlExpression Right) : SqlExpression(Span);

/// <summary>x IS [NOT] NULL | TRUE | FALSE | UNKNOWN | JSON [VALUE | OBJECT | ARRAY | SCALAR].</summary>
sealed record IsExpression(TextSpan Span, SqlExpression Operand, string What, bool Negated) : SqlExpression(Span);

/// <summary>x [NOT] BETWEEN [SYMMETRIC] low AND high.</summary>
sealed record BetweenExpression(TextSpan Span, SqlExpression Operand, SqlExpression Low, SqlExpression High, bool Negated,
    bool Symmetric) : SqlExpression(Span);

/// <summary>x [NOT] IN (a, b, …).</summary>
sealed record InListExpression(TextSpan Span, SqlExpression Operand, ImmutableArray<SqlExpression> Items, bool Negated)
    : SqlExpression(Span);

/// <summary>x [NOT] IN (query); the operand may be a <see cref="RowExpression"/>.</summary>
sealed record InQueryExpression(TextSpan Span, SqlExpression Operand, Query Query, bool Negated) : SqlExpression(Span);

/// <summary>x op ANY | SOME | ALL (query), but for = ANY and &lt;&gt; ALL, which are <see cref="InQueryExpression"/>.</summary>
sealed record QuantifiedExpression(TextSpan Span, SqlExpression Operand, string Operator, bool IsAll, Query Query)
    : SqlExpression(Span);

/// <summary>x [NOT] LIKE | SIMILAR TO pattern [ESCAPE e].</summary>
sealed record LikeExpression(TextSpan Span, SqlExpression Operand, SqlExpression Pattern, SqlExpression? Escape, bool Negated,
    bool Similar) : SqlExpression(Span);

/// <summary>EXISTS (query).</summary>
sealed record ExistsExpression(TextSpan Span, Query Query) : SqlExpression(Span);

/// <summary>A query as a value.</summary>
sealed record QueryExpression(TextSpan Span, Query Query) : SqlExpression(Span);

/// <summary>CASE [operand] WHEN … THEN … [ELSE …] END.</summary>
sealed record CaseExpression(TextSpan Span, SqlExpression? Operand, ImmutableArray<CaseBranch> Branches, SqlExpression? Else)
    : SqlExpression(Span);

/// <summary>WHEN condition THEN result.</summary>
sealed record CaseBranch(TextSpan Span, SqlExpression Condition, SqlExpression Result) : SqlNode(Span);

/// <summary>CAST or TRY_CAST.</summary>
sealed record CastExpression(TextSpan Span, SqlExpression Operand, TypeName Type, bool Try) : SqlExpression(Span);

/// <summary>ARRAY[…].</summary>
sealed record ArrayExpression(TextSpan Span, ImmutableArray<SqlExpression> Items) : SqlExpression(Span);

/// <summary>MAP[key, value, …].</summary>
sealed record MapExpression(TextSpan Span, ImmutableArray<SqlExpression> Items) : SqlExpression(Span);

/// <summary>ROW(…) or (a, b, …).</summary>
sealed record RowExpression(TextSpan Span, ImmutableArray<SqlExpression> Items) : SqlExpression(Span);

/// <summary>x[index] of an array or a map.</summary>
sealed record IndexExpression(TextSpan Span, SqlExpression Operand, SqlExpression Index) : SqlExpression(Span);

/// <summary>x.field of an expression that is not a plain path, such as a[1].sku.</summary>
sealed record FieldExpression(TextSpan Span, SqlExpression Operand, Identifier Field) : SqlExpression(Span);

/// <summary>name => value, as an argument.</summary>
sealed record NamedArgument(TextSpan Span, Identifier Name, SqlExpression Value) : SqlExpression(Span);

/// <summary>A call. Special forms are calls too, with symbols as arguments:</summary>
/// <remarks>
/// EXTRACT(unit FROM x) → EXTRACT(symbol, x); FLOOR(x TO unit) → FLOOR(x, symbol); TRIM([BOTH|LEADING|TRAILING] [c] FROM x) → TRIM(symbol,
/// c, x);
/// SUBSTRING(x FROM a FOR b) → SUBSTRING(x, a, b); POSITION(a IN b) → POSITION(a, b); OVERLAY(x PLACING y FROM a FOR b) → OVERLAY(x, y, a,
/// b);
/// TIMESTAMPADD/TIMESTAMPDIFF(unit, …) with a symbol first; CURRENT_TIMESTAMP and its like without parentheses have no arguments.
/// JSON functions keep their clauses in <see cref="Clauses"/>: "RETURNING INT", "NULL ON EMPTY", "ERROR ON ERROR", "WITH WRAPPER", "ABSENT
/// ON NULL";
/// DEFAULT x ON EMPTY is kept as a clause "DEFAULT ON EMPTY" whose value is in <see cref="JsonClause.Value"/>; "KEY k VALUE v" pairs are
/// two arguments.
/// </remarks>
/// <param name="Name">As written, path parts joined by dots.</param>
sealed record CallExpression(TextSpan Span, string Name, ImmutableArray<SqlExpression> Arguments) : SqlExpression(Span)
{
    public bool Distinct { get; init; }
    public SqlExpression? Filter { get; init; }
    public OverClause? Over { get; init; }

    /// <summary>ORDER BY inside the parentheses (ARRAY_AGG) or behind WITHIN GROUP (then <see cref="WithinGroup"/>).</summary>
    public ImmutableArray<OrderItem> OrderBy { get; init; } = [];
    public bool WithinGroup { get; init; }
    public ImmutableArray<JsonClause> Clauses { get; init; } = [];
}

/// <summary>A clause inside a JSON function.</summary>
public sealed record JsonClause(TextSpan Span, string Text, SqlExpression? Value = null, TypeName? Type = null) : SqlNode(Span);

/// <summary>OVER (PARTITION BY … ORDER BY … frame) or OVER name.</summary>
sealed record OverClause(TextSpan Span, Identifier? Reference, ImmutableArray<SqlExpression> PartitionBy,
    ImmutableArray<OrderItem> OrderBy, FrameClause? Frame) : SqlNode(Span);

/// <summary>ROWS | RANGE BETWEEN start AND end.</summary>
sealed record FrameClause(TextSpan Span, bool Rows, FrameBound Start, FrameBound End) : SqlNode(Span);

/// <summary>UNBOUNDED PRECEDING (null), CURRENT ROW, or x PRECEDING | FOLLOWING.</summary>
/// <param name="Kind">UNBOUNDED PRECEDING, PRECEDING, CURRENT ROW, FOLLOWING, UNBOUNDED FOLLOWING.</param>
sealed record FrameBound(TextSpan Span, string Kind, SqlExpression? Value) : SqlNode(Span);

/// <summary>x [ASC | DESC] [NULLS FIRST | LAST].</summary>
/// <param name="NullsFirst">Null when not written.</param>
public sealed record OrderItem(TextSpan Span, SqlExpression Expression, bool Descending, bool? NullsFirst) : SqlNode(Span);
