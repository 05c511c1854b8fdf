using System.Collections.Immutable;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Sql;

/// <summary>Functions in FROM: TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), …)) and the shorter TUMBLE(…).</summary>
public sealed partial class Parser
{
    FunctionTable TableFunction()
    {
        var start = _at;
        Expect("TABLE");
        ExpectSymbol("(");
        var function = Function(_at);
        ExpectSymbol(")");
        return function with { Span = SpanFrom(start) };
    }

    FunctionTable Function(int start)
    {
        var name = Name("a window function such as TUMBLE");
        ExpectSymbol("(");
        var arguments = IsSymbol(")") ? [] : CommaList(TableArgument);
        if (!TakeSymbol(")")) throw Unexpected("a comma or )");
        return new FunctionTable(SpanFrom(start), name.Name.ToUpperInvariant(), arguments);
    }

    TableArgument TableArgument()
    {
        var start = _at;
        Identifier? name = null;
        if (IsSymbol("=>", 1))
        {
            name = Name("an argument name");
            ExpectSymbol("=>");
        }
        if (Is("DESCRIPTOR") && IsSymbol("(", 1))
        {
            _at++;
            var columns = Parenthesized(() => Name("a column name"));
            return new TableArgument(SpanFrom(start), name, null, null, columns, []);
        }
        if (Is("TABLE") || StartsQuery(0))
        {
            var table = ArgumentTable();
            var partition = PartitionBy();
            return new TableArgument(SpanFrom(start), name, null, table, null, partition);
        }
        var value = Expression();
        return new TableArgument(SpanFrom(start), name, value, null, null, []);
    }

    /// <summary>TABLE t, or a query in parentheses.</summary>
    TableReference ArgumentTable()
    {
        var start = _at;
        if (!Take("TABLE")) return Derived(start, false);
        return IsSymbol("(")
            ? Derived(start, false)
            : Current.Kind == TokenKind.String
            ? FileTable() with { HasTime = true }
            : NamedTable();
    }

    /// <summary>PARTITION BY a, b; the list may stand in parentheses.</summary>
    ImmutableArray<SqlExpression> PartitionBy()
    {
        if (!Take("PARTITION", "BY")) return [];
        if (IsSymbol("(")) return Parenthesized(Expression);
        // Behind the column comes the next argument: without parentheses there is one column.
        return [Expression()];
    }
}
