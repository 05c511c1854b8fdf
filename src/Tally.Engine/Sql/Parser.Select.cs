using System.Collections.Immutable;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Sql;

/// <summary>SELECT and its clauses.</summary>
public sealed partial class Parser
{
    SelectBody Select()
    {
        var start = _at;
        Expect("SELECT");
        SelectHints();
        var distinct = Take("DISTINCT");
        if (!distinct) Take("ALL");
        if (Is("STREAM")) throw Unsupported(SpanOf(Current), "SELECT STREAM", "leave STREAM out");
        var items = CommaList(SelectItem);
        var from = Take("FROM") ? From() : null;
        var where = Take("WHERE") ? Expression() : null;
        var groupBy = Is("GROUP") ? GroupBy() : null;
        var having = Take("HAVING") ? Expression() : null;
        var windows = Take("WINDOW") ? CommaList(NamedWindow) : [];
        if (Is("QUALIFY")) throw Unsupported(SpanOf(Current), "QUALIFY", "put the query into FROM ( … ) and the condition into WHERE");
        return new SelectBody(SpanFrom(start), distinct, items, from, where, groupBy, having, windows);
    }

    SelectItem SelectItem()
    {
        var start = _at;
        if (TakeSymbol("*")) return new SelectItem(SpanFrom(start), new StarExpression(SpanFrom(start), []), null);
        var expression = Expression();
        var alias = Take("AS") ? Name("a column name") : IsName() && expression is not StarExpression ? Name("a column name") : null;
        return new SelectItem(SpanFrom(start), expression, alias);
    }

    NamedWindow NamedWindow()
    {
        var start = _at;
        var name = Name("a window name");
        Expect("AS");
        var definition = Window();
        return new NamedWindow(SpanFrom(start), name, definition);
    }

    GroupByClause GroupBy()
    {
        var start = _at;
        Expect("GROUP", "BY");
        var elements = CommaList(GroupingElement);
        return new GroupByClause(SpanFrom(start), elements);
    }

    GroupingElement GroupingElement()
    {
        var start = _at;
        var kind = Take("GROUPING", "SETS") ? "GROUPING SETS" : Is("ROLLUP") || Is("CUBE") ? TakeAny("ROLLUP", "CUBE")! : "";
        var sets = kind == "" ? [GroupingSet()] : Parenthesized(GroupingSet);
        return new GroupingElement(SpanFrom(start), kind, sets);
    }

    /// <summary>(), an expression, or expressions in parentheses.</summary>
    ImmutableArray<SqlExpression> GroupingSet()
    {
        if (Is("ROLLUP") || Is("CUBE") || Is("GROUPING") && Is("SETS", 1))
            throw Unsupported(SpanOf(Current), "a grouping set inside another");
        if (IsSymbol("(") && IsSymbol(")", 1))
        {
            _at += 2;
            return [];
        }
        var isList = IsSymbol("(");
        var expression = Expression();
        return isList && expression is RowExpression list ? list.Items : [expression];
    }

    /// <summary>Hints behind SELECT tell Flink how to run, not what: they are read and left aside.</summary>
    void SelectHints()
    {
        if (!TakeSymbol("/*+")) return;
        while (!TakeSymbol("*/"))
        {
            if (Current.Kind == TokenKind.End) throw Unexpected("*/");
            if (Is("STATE_TTL"))
                throw Unsupported(SpanOf(Current), "the hint STATE_TTL", "SET 'table.exec.state.ttl' bounds the state of all queries");
            _at++;
        }
    }
}
