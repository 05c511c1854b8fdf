using System.Collections.Immutable;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Sql;

/// <summary>Queries: WITH, set operations, SELECT, VALUES, ORDER BY and LIMIT.</summary>
public sealed partial class Parser
{
    Query Query()
    {
        using var _ = Deeper();
        var start = _at;
        var with = Take("WITH") ? CommaList(WithQuery) : [];
        var body = SetOperations(Intersections(BodyTerm()));
        return QueryEnd(start, with, body);
    }

    /// <summary>Goes on after a query in parentheses that turned out to be the left side of a larger one.</summary>
    Query QueryFrom(Query left)
    {
        using var _ = Deeper();
        var body = SetOperations(Intersections(new NestedQuery(left.Span, left)));
        var query = QueryEnd(_at, [], body);
        return query with { Span = left.Span.To(SpanOf(_tokens[_at - 1])) };
    }

    bool ContinuesQuery() => Is("UNION") || Is("INTERSECT") || Is("EXCEPT") || Is("ORDER") || Is("LIMIT") || Is("OFFSET") || Is("FETCH");

    WithQuery WithQuery()
    {
        var start = _at;
        if (Is("RECURSIVE")) throw Unsupported(SpanOf(Current), "WITH RECURSIVE");
        var name = Name("a query name");
        ImmutableArray<Identifier> columns = IsSymbol("(") ? Parenthesized(() => Name("a column name")) : [];
        Expect("AS");
        ExpectSymbol("(");
        var query = Query();
        ExpectSymbol(")");
        return new WithQuery(SpanFrom(start), name, columns, query);
    }

    Query QueryEnd(int start, ImmutableArray<WithQuery> with, QueryBody body)
    {
        var order = Is("ORDER") ? OrderBy() : [];
        SqlExpression? limit = null, offset = null;
        while (Is("LIMIT") || Is("OFFSET") || Is("FETCH"))
        {
            if (Take("OFFSET"))
            {
                offset = Expression();
                TakeAny("ROWS", "ROW");
            }
            else limit = Limit();
        }
        return new Query(SpanFrom(start), with, body, order, limit, offset);
    }

    /// <summary>LIMIT n, LIMIT ALL or FETCH FIRST n ROWS ONLY.</summary>
    SqlExpression? Limit()
    {
        if (Take("LIMIT")) return Take("ALL") ? null : Expression();
        Expect("FETCH");
        if (TakeAny("FIRST", "NEXT") is null) throw Unexpected("FIRST", "FIRST", "NEXT");
        var limit = Expression();
        if (TakeAny("ROWS", "ROW") is null) throw Unexpected("ROWS", "ROWS");
        Expect("ONLY");
        return limit;
    }

    QueryBody SetOperations(QueryBody left)
    {
        while (Is("UNION") || Is("EXCEPT") || Is("MINUS"))
        {
            if (Is("MINUS")) throw Unsupported(SpanOf(Current), "MINUS", "write EXCEPT");
            var name = TakeAny("UNION", "EXCEPT")!;
            var all = SetQuantifier();
            left = Combine(name, all, left, Intersections(BodyTerm()));
        }
        return left;
    }

    QueryBody Intersections(QueryBody left)
    {
        while (Take("INTERSECT"))
        {
            var all = SetQuantifier();
            left = Combine("INTERSECT", all, left, BodyTerm());
        }
        return left;
    }

    /// <summary>Whether ALL is written; DISTINCT is what holds without it.</summary>
    bool SetQuantifier()
    {
        if (Take("ALL")) return true;
        Take("DISTINCT");
        return false;
    }

    SetOperation Combine(string name, bool all, QueryBody left, QueryBody right)
    {
        Grow();
        return new SetOperation(left.Span.To(right.Span), name, all, left, right);
    }

    QueryBody BodyTerm()
    {
        var start = _at;
        if (TakeSymbol("("))
        {
            var query = Query();
            ExpectSymbol(")");
            return new NestedQuery(SpanFrom(start), query);
        }
        if (Is("VALUES")) return Values();
        if (Is("SELECT")) return Select();
        if (Is("TABLE") && !IsSymbol("(", 1)) return WholeTable();
        throw Unexpected("SELECT or VALUES", "SELECT", "VALUES");
    }

    /// <summary>TABLE t, short for SELECT * FROM t.</summary>
    SelectBody WholeTable()
    {
        var start = _at;
        Expect("TABLE");
        var table = NamedTable();
        var all = new SelectItem(table.Span, new StarExpression(table.Span, []), null);
        return new SelectBody(SpanFrom(start), false, [all], table, null, null, null, []);
    }

    ValuesBody Values()
    {
        var start = _at;
        Expect("VALUES");
        var rows = CommaList(ValuesRow);
        return new ValuesBody(SpanFrom(start), rows);
    }

    ValuesRow ValuesRow()
    {
        var start = _at;
        Take("ROW");
        var items = IsSymbol("(") ? Parenthesized(Expression) : [Expression()];
        return new ValuesRow(SpanFrom(start), items);
    }
}
