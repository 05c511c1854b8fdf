using System.Collections.Immutable;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Sql;

/// <summary>Calls: arguments, and the clauses of aggregates and OVER behind them.</summary>
public sealed partial class Parser
{
    /// <summary>The rest of a call whose name has been taken.</summary>
    SqlExpression Call(int start, string name)
    {
        ExpectSymbol("(");
        var distinct = Take("DISTINCT");
        if (!distinct) Take("ALL");
        var arguments = IsSymbol(")") ? [] : CommaList(Argument);
        ImmutableArray<OrderItem> order = Is("ORDER") ? OrderBy() : [];
        if (!TakeSymbol(")")) throw Unexpected("an operator, a comma or )");
        return CallClauses(start, new CallExpression(SpanFrom(start), name, arguments) { Distinct = distinct, OrderBy = order });
    }

    SqlExpression Argument()
    {
        var start = _at;
        if (TakeSymbol("*")) return new StarExpression(SpanFrom(start), []);
        if (!IsName() || !IsSymbol("=>", 1)) return Expression();
        var name = Name("an argument name");
        ExpectSymbol("=>");
        var value = Expression();
        return new NamedArgument(SpanFrom(start), name, value);
    }

    /// <summary>WITHIN GROUP, FILTER and OVER behind a call.</summary>
    CallExpression CallClauses(int start, CallExpression call)
    {
        if ((Is("RESPECT") || Is("IGNORE")) && Is("NULLS", 1)) throw Unsupported(SpanOf(Current), $"{TextOf(Current)} NULLS");
        if (Take("WITHIN", "GROUP"))
        {
            ExpectSymbol("(");
            call = call with { OrderBy = OrderBy(), WithinGroup = true };
            ExpectSymbol(")");
        }
        if (Take("FILTER"))
        {
            ExpectSymbol("(");
            Expect("WHERE");
            call = call with { Filter = Expression() };
            ExpectSymbol(")");
        }
        if (Take("OVER")) call = call with { Over = IsSymbol("(") ? Window() : WindowName() };
        return call with { Span = SpanFrom(start) };
    }

    OverClause WindowName()
    {
        var name = Name("a window name or (");
        return new OverClause(name.Span, name, [], [], null);
    }

    /// <summary>([name] [PARTITION BY …] [ORDER BY …] [frame]).</summary>
    OverClause Window()
    {
        var start = _at;
        ExpectSymbol("(");
        var reference = IsName() ? Name("a window name") : null;
        var partition = Take("PARTITION", "BY") ? CommaList(Expression) : [];
        var order = Is("ORDER") ? OrderBy() : [];
        var frame = Is("ROWS") || Is("RANGE") ? Frame() : null;
        if (!TakeSymbol(")")) throw Unexpected("PARTITION BY, ORDER BY, ROWS, RANGE or )", "PARTITION", "ORDER", "ROWS", "RANGE");
        return new OverClause(SpanFrom(start), reference, partition, order, frame);
    }

    FrameClause Frame()
    {
        var start = _at;
        var rows = TakeAny("ROWS", "RANGE") == "ROWS";
        if (Take("BETWEEN"))
        {
            var from = Bound();
            Expect("AND");
            var to = Bound();
            return new FrameClause(SpanFrom(start), rows, from, to);
        }
        var only = Bound();
        return new FrameClause(SpanFrom(start), rows, only, new FrameBound(only.Span, "CURRENT ROW", null));
    }

    FrameBound Bound()
    {
        var start = _at;
        if (Take("CURRENT", "ROW")) return new FrameBound(SpanFrom(start), "CURRENT ROW", null);
        var unbounded = Take("UNBOUNDED");
        var value = unbounded ? null : Operators(SumLevel);
        var side = TakeAny("PRECEDING", "FOLLOWING") ?? throw Unexpected("PRECEDING or FOLLOWING", "PRECEDING", "FOLLOWING");
        return new FrameBound(SpanFrom(start), unbounded ? $"UNBOUNDED {side}" : side, value);
    }

    ImmutableArray<OrderItem> OrderBy()
    {
        Expect("ORDER", "BY");
        return CommaList(OrderItem);
    }

    OrderItem OrderItem()
    {
        var start = _at;
        var expression = Expression();
        var descending = TakeAny("ASC", "DESC") == "DESC";
        bool? nullsFirst = null;
        if (Take("NULLS")) nullsFirst = (TakeAny("FIRST", "LAST") ?? throw Unexpected("FIRST or LAST", "FIRST", "LAST")) == "FIRST";
        return new OrderItem(SpanFrom(start), expression, descending, nullsFirst);
    }
}
