using System.Collections.Immutable;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Sql;

/// <summary>MATCH_RECOGNIZE.</summary>
public sealed partial class Parser
{
    MatchTable Match(int start, TableReference input)
    {
        Expect("MATCH_RECOGNIZE");
        ExpectSymbol("(");
        var partition = Take("PARTITION", "BY") ? CommaList(Expression) : [];
        var order = Is("ORDER") ? OrderBy() : [];
        var measures = Take("MEASURES") ? CommaList(Measure) : [];
        var allRows = AllRows();
        var (after, variable) = AfterMatch();
        Expect("PATTERN");
        var pattern = Pattern();
        var within = Take("WITHIN") ? Expression() : null;
        if (Is("SUBSET")) throw Unsupported(SpanOf(Current), "SUBSET");
        Expect("DEFINE");
        var definitions = CommaList(Definition);
        ExpectSymbol(")");
        return new MatchTable(SpanFrom(start), input, partition, order, measures, allRows, after, variable, pattern, within, definitions);
    }

    SelectItem Measure()
    {
        var start = _at;
        TakeAny("FINAL", "RUNNING");
        var expression = Expression();
        Expect("AS");
        var name = Name("a column name");
        return new SelectItem(SpanFrom(start), expression, name);
    }

    bool AllRows()
    {
        var all = Take("ALL", "ROWS", "PER", "MATCH");
        if (!all) Take("ONE", "ROW", "PER", "MATCH");
        return all;
    }

    /// <summary>AFTER MATCH SKIP …; NEXT ROW when it is not written.</summary>
    (string Where, Identifier? Variable) AfterMatch()
    {
        if (!Take("AFTER", "MATCH", "SKIP")) return ("NEXT ROW", null);
        if (Take("PAST", "LAST", "ROW")) return ("PAST LAST ROW", null);
        Expect("TO");
        if (Take("NEXT", "ROW")) return ("NEXT ROW", null);
        var where = TakeAny("FIRST", "LAST") ?? "LAST";
        return (where, Name("a pattern variable"));
    }

    ImmutableArray<PatternElement> Pattern()
    {
        ExpectSymbol("(");
        var elements = ImmutableArray.CreateBuilder<PatternElement>();
        while (!TakeSymbol(")")) elements.Add(PatternElement());
        if (elements.Count == 0) throw Unexpected("a pattern");
        return elements.ToImmutable();
    }

    PatternElement PatternElement()
    {
        if (IsSymbol("(") || IsSymbol("|") || IsSymbol("{") || IsSymbol("^") || Is("PERMUTE"))
            throw Unsupported(SpanOf(Current), $"{TextOf(Current)} in a PATTERN",
                "a pattern is a sequence of variables, each with ?, *, + or {n,m}");
        var start = _at;
        var variable = Name("a pattern variable");
        var (min, max) = Quantifier();
        var reluctant = (_at > start + 1) && TakeSymbol("?");
        return new PatternElement(SpanFrom(start), variable, min, max, !reluctant);
    }

    (int Min, int? Max) Quantifier()
    {
        if (TakeSymbol("?")) return (0, 1);
        if (TakeSymbol("*")) return (0, null);
        if (TakeSymbol("+")) return (1, null);
        if (!TakeSymbol("{")) return (1, 1);
        var min = Current.Kind == TokenKind.Number ? Integer("a number of rows") : 0;
        int? max = min;
        if (TakeSymbol(",")) max = Current.Kind == TokenKind.Number ? Integer("a number of rows") : null;
        ExpectSymbol("}");
        return (min, max);
    }

    PatternDefinition Definition()
    {
        var start = _at;
        var variable = Name("a pattern variable");
        Expect("AS");
        var condition = Expression();
        return new PatternDefinition(SpanFrom(start), variable, condition);
    }
}
