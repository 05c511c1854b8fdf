using System.Collections.Immutable;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Sql;

/// <summary>Statements other than definitions.</summary>
public sealed partial class Parser
{
    static readonly string[] Verbs =
        ["SELECT", "INSERT", "CREATE", "DROP", "SET", "RESET", "EXPLAIN", "DESCRIBE", "SHOW", "EXECUTE", "BEGIN", "WITH", "VALUES"];

    // Statements of Flink that change what Tally keeps in files, or that need a cluster.
    static readonly string[] UnsupportedVerbs =
    [
        "ALTER", "USE", "UPDATE", "DELETE", "CALL", "ANALYZE", "TRUNCATE", "ADD", "REMOVE", "LOAD", "UNLOAD", "COMPILE", "STOP", "MERGE",
        "REPLACE",
    ];

    Statement Statement()
    {
        if (StartsQuery(0)) return QueryStatement();
        if (Is("CREATE")) return Create();
        if (Is("INSERT")) return Insert();
        if (Is("DROP")) return Drop();
        if (Is("SET")) return Set();
        if (Is("RESET")) return Reset();
        if (Is("EXPLAIN")) return Explain();
        if (Is("SHOW")) return Show();
        if (Is("DESCRIBE") || Is("DESC")) return Describe();
        if (Is("EXECUTE") || Is("STATEMENT")) return Execute();
        if (Is("BEGIN")) return BegunSet();
        foreach (var verb in UnsupportedVerbs)
            if (Is(verb)) throw Unsupported(SpanOf(Current), $"the statement {verb}");
        if (OtherDialects.OfStatement(TextOf(Current).ToString()) is { } said)
            throw Unsupported(SpanOf(Current), $"the statement {TextOf(Current).ToString().ToUpperInvariant()}", said);
        throw Unexpected("a statement", Verbs);
    }

    SelectStatement QueryStatement()
    {
        var query = Query();
        return new SelectStatement(query.Span, query);
    }

    InsertStatement Insert()
    {
        var start = _at;
        Expect("INSERT");
        var overwrite = TakeAny("INTO", "OVERWRITE") is { } word ? word == "OVERWRITE" : throw Unexpected("INTO", "INTO");
        Take("TABLE");
        var table = TableName("a table name");
        var hints = Hints();
        if (Is("PARTITION")) throw Unsupported(SpanOf(Current), "INSERT … PARTITION");
        ImmutableArray<Identifier> columns = IsSymbol("(") && !StartsQuery(0) ? Parenthesized(() => Name("a column name")) : [];
        if (!StartsQuery(0)) throw Unexpected("SELECT or VALUES", "SELECT", "VALUES", "WITH");
        var query = Query();
        return new InsertStatement(SpanFrom(start), table, columns, query, overwrite) { Hints = hints };
    }

    /// <summary>EXECUTE STATEMENT SET BEGIN … END, or EXECUTE before a statement, which changes nothing.</summary>
    Statement Execute()
    {
        var start = _at;
        Take("EXECUTE");
        if (Is("INSERT")) return Insert();
        if (StartsQuery(0)) return QueryStatement();
        Expect("STATEMENT", "SET", "BEGIN");
        return Inserts(start);
    }

    /// <summary>BEGIN STATEMENT SET; … END.</summary>
    StatementSetStatement BegunSet()
    {
        var start = _at;
        Expect("BEGIN", "STATEMENT", "SET");
        ExpectSymbol(";");
        return Inserts(start);
    }

    StatementSetStatement Inserts(int start)
    {
        var inserts = ImmutableArray.CreateBuilder<InsertStatement>();
        while (!Is("END"))
        {
            if (Current.Kind == TokenKind.End) throw Unexpected("END of the statement set", "END");
            var first = _at;
            Try(() => inserts.Add(MemberOfSet()), first);
            TakeSymbol(";");
        }
        Expect("END");
        return new StatementSetStatement(SpanFrom(start), inserts.ToImmutable());
    }

    InsertStatement MemberOfSet()
    {
        if (!Is("INSERT")) throw Unexpected("INSERT INTO or END: a statement set holds nothing else", "INSERT", "END");
        var comments = CommentsAbove(Current);
        var insert = Insert();
        if (Is("END")) _errors.AddRange(Unexpected("; behind each INSERT of a statement set").Errors);
        else if (!IsSymbol(";")) throw Unexpected("; behind each INSERT of a statement set", Continuations);
        return insert with { Comments = comments };
    }

    ExplainStatement Explain()
    {
        var start = _at;
        Expect("EXPLAIN");
        if (!Take("PLAN", "FOR")) ExplainDetails();
        var statement = Is("STATEMENT") || Is("EXECUTE") ? Execute() : Is("INSERT") ? Insert() : StartsQuery(0) ? QueryStatement()
            : throw Unexpected("a query, INSERT or a statement set", "SELECT", "INSERT", "PLAN");
        return new ExplainStatement(SpanFrom(start), statement);
    }

    void ExplainDetails()
    {
        do if (TakeAny("ESTIMATED_COST", "CHANGELOG_MODE", "PLAN_ADVICE", "JSON_EXECUTION_PLAN") is null) return;
        while (TakeSymbol(","));
    }

    DropStatement Drop()
    {
        var start = _at;
        Expect("DROP");
        Take("TEMPORARY");
        if (Is("FUNCTION") || Is("CATALOG") || Is("DATABASE") || Is("MODEL")) throw Unsupported(SpanOf(Current), $"DROP {TextOf(Current)}");
        var kind = TakeAny("TABLE", "VIEW") ?? throw Unexpected("TABLE or VIEW", "TABLE", "VIEW");
        var ifExists = Take("IF", "EXISTS");
        var name = TableName($"a {kind.ToLowerInvariant()} name");
        return new DropStatement(SpanFrom(start), kind, name, ifExists);
    }
}
