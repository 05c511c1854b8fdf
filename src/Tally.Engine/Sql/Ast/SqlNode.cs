using System.Collections.Immutable;

namespace Tally.Engine.Sql.Ast;

// The syntax tree. It says what was written, not what it means: names are not looked up, types are not checked.
// Every node knows its place in the text.

/// <summary>Anything in the syntax tree.</summary>
public abstract record SqlNode(TextSpan Span);

/// <summary>One name as it was meant: quotes removed.</summary>
public sealed record Identifier(TextSpan Span, string Name, bool Quoted = false) : SqlNode(Span);

/// <summary>A type as written: DECIMAL(12, 2), ARRAY&lt;ROW&lt;a INT&gt;&gt;, TIMESTAMP(3) WITH LOCAL TIME ZONE.</summary>
/// <param name="Name">The upper-case name with synonyms resolved: INT, BIGINT, DECIMAL, VARCHAR, STRING, TIMESTAMP, TIMESTAMP_LTZ, ARRAY,
/// MAP, MULTISET, ROW, …</param>
/// <param name="Arguments">Numbers in parentheses.</param>
/// <param name="Elements">Types inside; for ROW one a field.</param>
/// <param name="FieldNames">The names of ROW's fields.</param>
public sealed record TypeName(TextSpan Span, string Name, ImmutableArray<int> Arguments, ImmutableArray<TypeName> Elements,
    ImmutableArray<Identifier> FieldNames, bool NotNull) : SqlNode(Span);
