using System.Collections.Immutable;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Sql;

/// <summary>FROM: tables, joins and what may stand in their place.</summary>
public sealed partial class Parser
{
    /// <summary>One or more joined tables; a comma joins as CROSS JOIN does.</summary>
    TableReference From()
    {
        using var _ = Deeper();
        var left = Joined();
        while (TakeSymbol(","))
        {
            var right = Joined();
            Grow();
            left = new JoinTable(left.Span.To(right.Span), left, "CROSS", right, null, [], false);
        }
        return left;
    }

    TableReference Joined()
    {
        var left = TablePrimary();
        while (JoinKind(out var natural) is { } kind)
        {
            var right = TablePrimary();
            Grow();
            left = Join(left, kind, right, natural);
        }
        return left;
    }

    string? JoinKind(out bool natural)
    {
        natural = Take("NATURAL");
        if (Take("JOIN") || Take("INNER", "JOIN")) return "INNER";
        if (Take("CROSS", "JOIN")) return "CROSS";
        if (Is("CROSS") || (Is("OUTER") && Is("APPLY", 1)))
            throw Unsupported(SpanOf(Current), $"{TextOf(Current)} {TextOf(Ahead(1))}", "use JOIN LATERAL");
        if (TakeAny("LEFT", "RIGHT", "FULL") is not { } side) return natural ? throw Unexpected("JOIN", "JOIN") : null;
        Take("OUTER");
        Expect("JOIN");
        return side;
    }

    JoinTable Join(TableReference left, string kind, TableReference right, bool natural)
    {
        var on = Take("ON") ? Expression() : null;
        ImmutableArray<Identifier> columns = on is null && Take("USING") ? Parenthesized(() => Name("a column name")) : [];
        if (on is null && columns.IsEmpty && kind != "CROSS" && !natural)
            throw Unexpected("ON or USING behind the joined table", "ON", "USING");
        return new JoinTable(left.Span.To(SpanOf(_tokens[_at - 1])), left, kind, right, on, columns, natural);
    }

    TableReference TablePrimary()
    {
        var start = _at;
        var table = TableSource();
        if (Is("TABLESAMPLE") || Is("PIVOT") || Is("UNPIVOT"))
            throw Unsupported(SpanOf(Current), TextOf(Current).ToString().ToUpperInvariant());
        if (Is("MATCH_RECOGNIZE")) table = Match(start, table);
        return Aliased(start, table);
    }

    /// <summary>[AS] alias [(columns)].</summary>
    TableReference Aliased(int start, TableReference table)
    {
        var alias = Take("AS") ? Name("a table alias") : IsName() ? Name("a table alias") : null;
        if (alias is null) return table;
        ImmutableArray<Identifier> columns = IsSymbol("(") ? Parenthesized(() => Name("a column name")) : [];
        return table with { Span = SpanFrom(start), Alias = alias, ColumnAliases = columns };
    }

    TableReference TableSource()
    {
        var start = _at;
        if (IsSymbol("(")) return TableInParentheses();
        if (Is("UNNEST")) return Unnest();
        var lateral = Take("LATERAL");
        if (Is("TABLE") && IsSymbol("(", 1)) return TableFunction();
        if (lateral && IsSymbol("(")) return Derived(start, true);
        if (lateral && Is("UNNEST")) return Unnest();
        if (Current.Kind == TokenKind.String) return FileTable();
        if (!IsName()) throw Unexpected(Is("TABLE") ? "TABLE(…)" : "a table name, a query in parentheses, TABLE(…) or UNNEST(…)");
        return IsSymbol("(", 1) ? Function(start) : NamedTable();
    }

    /// <summary>name [hints] [FOR SYSTEM_TIME AS OF x].</summary>
    NamedTable NamedTable()
    {
        var start = _at;
        var path = Path("a table name");
        var hints = Hints();
        SqlExpression? time = null;
        if (Is("FOR") && Is("SYSTEM_TIME", 1))
        {
            Expect("FOR", "SYSTEM_TIME", "AS", "OF");
            time = Expression();
        }
        return new NamedTable(SpanFrom(start), path, time) { Hints = hints };
    }

    /// <summary>'file': Tally's own.</summary>
    FileTable FileTable()
    {
        var path = StringValue("the path of a file");
        return new FileTable(path.Span, path.Value);
    }

    /// <summary>(query), or joined tables in parentheses.</summary>
    TableReference TableInParentheses()
    {
        using var _ = Deeper();
        var start = _at;
        if (StartsQuery(1) && !IsSymbol("(", 1)) return Derived(start, false);
        ExpectSymbol("(");
        var inner = From();
        if (inner is DerivedTable { Alias: null } left && ContinuesQuery())
        {
            var query = QueryFrom(left.Query);
            inner = new DerivedTable(query.Span, query, false);
        }
        ExpectSymbol(")");
        return inner with { Span = SpanFrom(start) };
    }

    DerivedTable Derived(int start, bool lateral)
    {
        ExpectSymbol("(");
        var query = Query();
        ExpectSymbol(")");
        return new DerivedTable(SpanFrom(start), query, lateral);
    }

    UnnestTable Unnest()
    {
        var start = _at;
        Expect("UNNEST");
        ExpectSymbol("(");
        var operand = Expression();
        ExpectSymbol(")");
        var ordinality = Take("WITH", "ORDINALITY");
        return new UnnestTable(SpanFrom(start), operand, ordinality);
    }

    /// <summary>The name of a table that is defined or written: one part, perhaps behind the default catalog and database.</summary>
    Identifier TableName(string what)
    {
        var path = Path(what);
        if (path.Length == 1 || IsDefaultPath(path)) return path[^1];
        throw Unsupported(path[0].Span.To(path[^1].Span), "a catalog or database other than the default",
            $"write {ReservedWords.Quote(path[^1].Name)} alone");
    }

    static bool IsDefaultPath(ImmutableArray<Identifier> path) =>
        path[^2].Name == "default_database" && (path.Length == 2 || (path.Length == 3 && path[0].Name == "default_catalog"));

    /// <summary>/*+ OPTIONS('key' = 'value', …) */.</summary>
    ImmutableArray<OptionNode> Hints()
    {
        if (!TakeSymbol("/*+")) return [];
        if (!Is("OPTIONS")) throw Unexpected("OPTIONS", "OPTIONS");
        _at++;
        var options = Options();
        ExpectSymbol("*/");
        return options;
    }
}
