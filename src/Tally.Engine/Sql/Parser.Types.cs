using System.Collections.Immutable;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Sql;

/// <summary>Types as written in CREATE TABLE and CAST.</summary>
public sealed partial class Parser
{
    TypeName Type()
    {
        using var _ = Deeper();
        var start = _at;
        var type = PlainType();
        for (var suffix = Nullability(type); ; suffix = Nullability(suffix))
        {
            // The older spelling: INT ARRAY, ROW<…> MULTISET.
            if (TakeAny("ARRAY", "MULTISET") is not { } collection) return suffix;
            suffix = new TypeName(SpanFrom(start), collection, [], [suffix], [], false);
            Grow();
        }
    }

    TypeName Nullability(TypeName type)
    {
        // NULL ON EMPTY behind RETURNING is a clause of its own.
        if (Is("NULL") && !Is("ON", 1)) _at++;
        return Take("NOT", "NULL") ? type with { NotNull = true, Span = type.Span.To(SpanOf(_tokens[_at - 1])) } : type;
    }

    TypeName PlainType()
    {
        var start = _at;
        if (Current.Kind is not (TokenKind.Word or TokenKind.QuotedName)) throw Unexpected("a type");
        var name = TextOf(Current).ToString().ToUpperInvariant();
        _at++;
        switch (name)
        {
            case "ARRAY" or "MULTISET" or "MAP": return Generic(start, name);
            case "ROW": return RowType(start);
            case "INTERVAL": return IntervalType(start);
            case "TIME" or "TIMESTAMP": return TimeType(start, name);
            case "DOUBLE": Take("PRECISION"); break;
            case "CHAR" or "CHARACTER" or "BINARY" when Take("VARYING"): name = name == "BINARY" ? "VARBINARY" : "VARCHAR"; break;
            case "FROM" or "WHERE" or "AS" or "SELECT":
                _at--;
                throw Unexpected("a type");
        }
        var arguments = TypeArguments();
        return new TypeName(SpanFrom(start), Synonym(name), arguments, [], [], false);
    }

    static string Synonym(string name) => name switch
    {
        "INTEGER" => "INT",
        "DEC" or "NUMERIC" => "DECIMAL",
        "CHARACTER" => "CHAR",
        _ => name,
    };

    ImmutableArray<int> TypeArguments() => IsSymbol("(") ? Parenthesized(() => Integer("a length or precision")) : [];

    /// <summary>ARRAY&lt;t&gt;, MULTISET&lt;t&gt;, MAP&lt;k, v&gt;.</summary>
    TypeName Generic(int start, string name)
    {
        ExpectSymbol("<");
        var elements = CommaList(Type);
        ExpectSymbol(">");
        if (elements.Length != (name == "MAP" ? 2 : 1))
            throw new SqlException(ErrorCode.UnexpectedToken, SpanFrom(start),
                $"{name} has {(name == "MAP" ? "a key type and a value type" : "one element type")}");
        return new TypeName(SpanFrom(start), name, [], elements, [], false);
    }

    /// <summary>ROW&lt;name type, …&gt; or ROW(name type, …); a field may carry a comment.</summary>
    TypeName RowType(int start)
    {
        var names = ImmutableArray.CreateBuilder<Identifier>();
        var types = ImmutableArray.CreateBuilder<TypeName>();
        var close = IsSymbol("(") ? ")" : ">";
        if (TakeSymbol("<>")) return new TypeName(SpanFrom(start), "ROW", [], [], [], false);
        if (!TakeSymbol("<") && !TakeSymbol("(")) throw Unexpected("< and the fields of the ROW");
        do
        {
            names.Add(Name("a field name"));
            types.Add(Type());
            if (Current.Kind == TokenKind.String) _at++;
        }
        while (TakeSymbol(","));
        ExpectSymbol(close);
        return new TypeName(SpanFrom(start), "ROW", [], types.ToImmutable(), names.ToImmutable(), false);
    }

    /// <summary>TIME and TIMESTAMP with precision and zone.</summary>
    TypeName TimeType(int start, string name)
    {
        var arguments = TypeArguments();
        if (Take("WITH", "LOCAL", "TIME", "ZONE")) name += "_LTZ";
        else if (Take("WITH", "TIME", "ZONE"))
            throw Unsupported(SpanFrom(start), "a type WITH TIME ZONE", "TIMESTAMP_LTZ is an instant shown in the session time zone");
        else Take("WITHOUT", "TIME", "ZONE");
        return new TypeName(SpanFrom(start), name, arguments, [], [], false);
    }

    TypeName IntervalType(int start)
    {
        var from = IntervalUnit();
        var precision = TypeArguments();
        var to = Take("TO") ? IntervalUnit() : null;
        if (to is not null) TypeArguments();
        var isMonths = from is "YEAR" or "QUARTER" or "MONTH";
        return new TypeName(SpanFrom(start), isMonths ? "INTERVAL_YEAR_MONTH" : "INTERVAL_DAY_SECOND", precision, [], [], false);
    }
}
