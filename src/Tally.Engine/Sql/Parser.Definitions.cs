using System.Collections.Immutable;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Sql;

/// <summary>CREATE TABLE and CREATE VIEW.</summary>
public sealed partial class Parser
{
    Statement Create()
    {
        var start = _at;
        Expect("CREATE");
        if (Is("OR")) throw Unsupported(SpanOf(Current), "CREATE OR REPLACE", "DROP … IF EXISTS before it, then CREATE");
        var temporary = Take("TEMPORARY");
        foreach (var other in (ReadOnlySpan<string>)["FUNCTION", "SYSTEM", "CATALOG", "DATABASE", "MODEL", "MATERIALIZED", "CONNECTION"])
            if (Is(other)) throw Unsupported(SpanOf(Current), $"CREATE {other}");
        if (Take("VIEW")) return CreateView(start, temporary);
        if (!Take("TABLE")) throw Unexpected("TABLE or VIEW", "TABLE", "VIEW", "TEMPORARY");
        return CreateTable(start, temporary);
    }

    CreateViewStatement CreateView(int start, bool temporary)
    {
        var ifNotExists = Take("IF", "NOT", "EXISTS");
        var name = TableName("a view name");
        ImmutableArray<Identifier> columns = IsSymbol("(") ? Parenthesized(ViewColumn) : [];
        if (Take("COMMENT")) StringValue("the comment");
        Expect("AS");
        var query = Query();
        return new CreateViewStatement(SpanFrom(start), name, temporary, ifNotExists, false, columns, query);
    }

    Identifier ViewColumn()
    {
        var name = Name("a column name");
        if (Take("COMMENT")) StringValue("the comment");
        return name;
    }

    CreateTableStatement CreateTable(int start, bool temporary)
    {
        var ifNotExists = Take("IF", "NOT", "EXISTS");
        var name = TableName("a table name");
        var body = new TableBody();
        if (IsSymbol("(")) Parenthesized(() => TableElement(body));
        var comment = Take("COMMENT") ? StringValue("the comment").Value : null;
        if (Is("DISTRIBUTED")) throw Unsupported(SpanOf(Current), "DISTRIBUTED");
        ImmutableArray<Identifier> partitionedBy = Take("PARTITIONED", "BY") ? Parenthesized(() => Name("a column name")) : [];
        var options = Take("WITH") ? Options() : [];
        var like = Is("LIKE") ? Like() : null;
        var query = Take("AS") ? Query() : null;
        return new CreateTableStatement(SpanFrom(start), name, temporary, ifNotExists, body.Columns.ToImmutable(), body.Watermark,
            body.PrimaryKey,
            partitionedBy, options, like) { Comment = comment, AsQuery = query };
    }

    /// <summary>What stands in the parentheses of CREATE TABLE, as far as it has been read.</summary>
    sealed class TableBody
    {
        public ImmutableArray<TableColumn>.Builder Columns { get; } = ImmutableArray.CreateBuilder<TableColumn>();
        public WatermarkClause? Watermark { get; set; }
        public PrimaryKeyClause? PrimaryKey { get; set; }
    }

    bool TableElement(TableBody body)
    {
        if (Is("WATERMARK")) body.Watermark = Once(body.Watermark, Watermark(), "WATERMARK");
        else if (Is("PRIMARY") || Is("CONSTRAINT")) body.PrimaryKey = Once(body.PrimaryKey, PrimaryKey(), "PRIMARY KEY");
        else if (Is("UNIQUE")) throw Unsupported(SpanOf(Current), "UNIQUE", "PRIMARY KEY (…) NOT ENFORCED names the key");
        else body.Columns.Add(Column());
        return true;
    }

    static T Once<T>(T? before, T now, string what) where T : SqlNode =>
        before is null ? now : throw new SqlException(ErrorCode.DuplicateName, now.Span, $"a table has one {what} at most");

    WatermarkClause Watermark()
    {
        var start = _at;
        Expect("WATERMARK", "FOR");
        var column = Name("a column name");
        if (IsSymbol("."))
            throw Unsupported(SpanFrom(start), "a watermark on a field of a ROW",
                "make a computed column of the field and put the watermark on it");
        Expect("AS");
        var expression = Expression();
        return new WatermarkClause(SpanFrom(start), column, expression);
    }

    PrimaryKeyClause PrimaryKey()
    {
        var start = _at;
        if (Take("CONSTRAINT")) Name("a constraint name");
        Expect("PRIMARY", "KEY");
        var columns = Parenthesized(() => Name("a column name"));
        return new PrimaryKeyClause(SpanFrom(start), columns, Enforcement());
    }

    /// <summary>Whether NOT ENFORCED was written.</summary>
    bool Enforcement()
    {
        if (Take("NOT", "ENFORCED")) return true;
        Take("ENFORCED");
        return false;
    }

    TableColumn Column()
    {
        var start = _at;
        var name = Name("a column name");
        if (Take("AS")) return Commented(start, new TableColumn(default, name, null, Expression(), false, null, false));
        var type = Type();
        if (!Take("METADATA")) return Physical(start, name, type);
        var key = Take("FROM") ? StringValue("a metadata key").Value : null;
        var isVirtual = Take("VIRTUAL");
        return Commented(start, new TableColumn(default, name, type, null, true, key, isVirtual));
    }

    TableColumn Physical(int start, Identifier name, TypeName type)
    {
        if (Take("CONSTRAINT")) Name("a constraint name");
        var isKey = Take("PRIMARY", "KEY");
        if (isKey && !Enforcement()) throw Unsupported(SpanFrom(start), "a key that is enforced", "write PRIMARY KEY NOT ENFORCED");
        if (Is("UNIQUE") || Is("DEFAULT")) throw Unsupported(SpanOf(Current), TextOf(Current).ToString());
        return Commented(start, new TableColumn(default, name, type, null, false, null, false) { IsPrimaryKey = isKey });
    }

    TableColumn Commented(int start, TableColumn column)
    {
        var comment = Take("COMMENT") ? StringValue("the comment").Value : null;
        return column with { Span = SpanFrom(start), Comment = comment };
    }

    ImmutableArray<OptionNode> Options() => Parenthesized(Option);

    OptionNode Option()
    {
        var start = _at;
        var key = StringValue("an option in quotes, such as 'connector'");
        ExpectSymbol("=");
        var value = StringValue("a value in quotes");
        return new OptionNode(SpanFrom(start), key, value);
    }

    /// <summary>LIKE table [(INCLUDING | EXCLUDING | OVERWRITING what …)].</summary>
    LikeClause Like()
    {
        var start = _at;
        Expect("LIKE");
        var table = TableName("a table name");
        var rules = ImmutableArray.CreateBuilder<string>();
        if (!TakeSymbol("(")) return new LikeClause(SpanFrom(start), table, []);
        while (!TakeSymbol(")"))
        {
            var how = TakeAny("INCLUDING", "EXCLUDING", "OVERWRITING")
                ?? throw Unexpected("INCLUDING, EXCLUDING or OVERWRITING", "INCLUDING", "EXCLUDING", "OVERWRITING");
            var what = TakeAny(LikeFeatures)
                ?? throw Unexpected("ALL, CONSTRAINTS, GENERATED, METADATA, OPTIONS, PARTITIONS or WATERMARKS", LikeFeatures);
            rules.Add($"{how} {what}");
            TakeSymbol(",");
        }
        return new LikeClause(SpanFrom(start), table, rules.ToImmutable());
    }

    static readonly string[] LikeFeatures =
        ["ALL", "CONSTRAINTS", "DISTRIBUTION", "GENERATED", "METADATA", "OPTIONS", "PARTITIONS", "WATERMARKS"];
}
