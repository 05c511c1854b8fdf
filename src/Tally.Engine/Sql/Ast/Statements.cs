using System.Collections.Immutable;

namespace Tally.Engine.Sql.Ast;

/// <summary>A statement. <see cref="Comments"/> holds the comment lines directly above it (for @title and its like), without the
/// dashes.</summary>
public abstract record Statement(TextSpan Span) : SqlNode(Span)
{
    public ImmutableArray<string> Comments { get; init; } = [];
}

/// <summary>'key' = 'value'.</summary>
public sealed record OptionNode(TextSpan Span, StringLiteral Key, StringLiteral Value) : SqlNode(Span);

/// <summary>SET 'key' = 'value'; without both it lists.</summary>
public sealed record SetStatement(TextSpan Span, string? Key, string? Value) : Statement(Span);

/// <summary>RESET ['key'].</summary>
public sealed record ResetStatement(TextSpan Span, string? Key) : Statement(Span);

/// <summary>CREATE [TEMPORARY] TABLE.</summary>
public sealed record CreateTableStatement(TextSpan Span, Identifier Name, bool Temporary, bool IfNotExists,
    ImmutableArray<TableColumn> Columns, WatermarkClause? Watermark,
    PrimaryKeyClause? PrimaryKey, ImmutableArray<Identifier> PartitionedBy, ImmutableArray<OptionNode> Options, LikeClause? Like)
    : Statement(Span)
{
    public string? Comment { get; init; }

    /// <summary>CREATE TABLE … AS query, or null.</summary>
    public Query? AsQuery { get; init; }
}

/// <summary>A column of CREATE TABLE: physical (Type), computed (Expression) or METADATA.</summary>
public sealed record TableColumn(TextSpan Span, Identifier Name, TypeName? Type, SqlExpression? Expression, bool IsMetadata,
    string? MetadataKey, bool IsVirtual) : SqlNode(Span)
{
    public bool IsPrimaryKey { get; init; }
    public string? Comment { get; init; }
}

/// <summary>WATERMARK FOR column AS expression.</summary>
public sealed record WatermarkClause(TextSpan Span, Identifier Column, SqlExpression Expression) : SqlNode(Span);

/// <summary>PRIMARY KEY (columns) [NOT ENFORCED].</summary>
public sealed record PrimaryKeyClause(TextSpan Span, ImmutableArray<Identifier> Columns, bool NotEnforced) : SqlNode(Span);

/// <summary>LIKE table (INCLUDING | EXCLUDING | OVERWRITING what, …).</summary>
public sealed record LikeClause(TextSpan Span, Identifier Table, ImmutableArray<string> Rules) : SqlNode(Span);

/// <summary>CREATE [TEMPORARY] VIEW.</summary>
public sealed record CreateViewStatement(TextSpan Span, Identifier Name, bool Temporary, bool IfNotExists, bool OrReplace,
    ImmutableArray<Identifier> Columns, Query Query) : Statement(Span);

/// <summary>DROP TABLE | VIEW [IF EXISTS].</summary>
public sealed record DropStatement(TextSpan Span, string Kind, Identifier Name, bool IfExists) : Statement(Span);

/// <summary>INSERT INTO table [(columns)] query.</summary>
public sealed record InsertStatement(TextSpan Span, Identifier Table, ImmutableArray<Identifier> Columns, Query Query, bool Overwrite)
    : Statement(Span)
{
    /// <summary>Options of the hint /*+ OPTIONS(…) */.</summary>
    public ImmutableArray<OptionNode> Hints { get; init; } = [];
}

/// <summary>EXECUTE STATEMENT SET BEGIN … END.</summary>
public sealed record StatementSetStatement(TextSpan Span, ImmutableArray<InsertStatement> Inserts) : Statement(Span);

/// <summary>EXPLAIN statement.</summary>
public sealed record ExplainStatement(TextSpan Span, Statement Statement) : Statement(Span);

/// <summary>A query as a statement: its rows are the result.</summary>
public sealed record SelectStatement(TextSpan Span, Query Query) : Statement(Span);

/// <summary>SHOW TABLES | VIEWS | FUNCTIONS | CONNECTORS | FORMATS | CREATE TABLE x, DESCRIBE x.</summary>
public sealed record ShowStatement(TextSpan Span, string What, Identifier? Name) : Statement(Span);
