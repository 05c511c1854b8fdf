using System.Collections.Immutable;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Sql;

/// <summary>The JSON functions with their clauses.</summary>
public sealed partial class Parser
{
    CallExpression JsonCall(string name)
    {
        var start = _at++;
        ExpectSymbol("(");
        var arguments = ImmutableArray.CreateBuilder<SqlExpression>();
        if (!IsSymbol(")") && !StartsOnNull())
        {
            do JsonArgument(name, arguments); while (TakeSymbol(","));
        }
        var clauses = ImmutableArray.CreateBuilder<JsonClause>();
        ImmutableArray<OrderItem> order = Is("ORDER") ? OrderBy() : [];
        while (!IsSymbol(")") && JsonClause(name) is { } clause) clauses.Add(clause);
        if (!TakeSymbol(")")) throw Unexpected($"a clause of {name} or )");
        var call = new CallExpression(SpanFrom(start), name, arguments.ToImmutable()) { Clauses = clauses.ToImmutable(), OrderBy = order };
        return CallClauses(start, call);
    }

    bool StartsOnNull() => (Is("NULL") || Is("ABSENT")) && Is("ON", 1) && Is("NULL", 2);

    /// <summary>One argument, or a pair "[KEY] k VALUE v" or "k : v" of an object.</summary>
    void JsonArgument(string name, ImmutableArray<SqlExpression>.Builder arguments)
    {
        var isPair = name is "JSON_OBJECT" or "JSON_OBJECTAGG";
        if (isPair && Is("KEY") && !Is("VALUE", 1) && !IsSymbol(":", 1) && !IsSymbol(".", 1)) _at++;
        arguments.Add(Expression());
        if (isPair)
        {
            if (!Take("VALUE") && !TakeSymbol(":")) throw Unexpected("VALUE", "VALUE");
            arguments.Add(Expression());
        }
        if (Is("FORMAT") && Is("JSON", 1))
            throw Unsupported(SpanOf(Current), "FORMAT JSON", "JSON functions inside JSON functions nest without it");
    }

    JsonClause? JsonClause(string name)
    {
        var start = _at;
        if (Take("RETURNING"))
        {
            var type = Type();
            return new JsonClause(SpanFrom(start), $"RETURNING {type.Span}", null, type);
        }
        if (name == "JSON_QUERY" && (Is("WITH") || Is("WITHOUT"))) return Wrapper();
        SqlExpression? value = null;
        var behavior = JsonBehaviour();
        if (behavior is null) return null;
        if (behavior == "DEFAULT") value = Expression();
        Expect("ON");
        var on = TakeAny("EMPTY", "ERROR", "NULL") ?? throw Unexpected("EMPTY, ERROR or NULL", "EMPTY", "ERROR", "NULL");
        return new JsonClause(SpanFrom(start), $"{behavior} ON {on}", value);
    }

    string? JsonBehaviour() =>
        Take("EMPTY", "ARRAY") ? "EMPTY ARRAY"
        : Take("EMPTY", "OBJECT") ? "EMPTY OBJECT"
        : TakeAny("NULL", "ERROR", "DEFAULT", "ABSENT", "TRUE", "FALSE", "UNKNOWN");

    JsonClause Wrapper()
    {
        var start = _at;
        var text = TakeAny("WITHOUT", "WITH")!;
        if (text == "WITH" && TakeAny("CONDITIONAL", "UNCONDITIONAL") is { } kind) text = $"WITH {kind}";
        Take("ARRAY");
        Expect("WRAPPER");
        return new JsonClause(SpanFrom(start), $"{text} WRAPPER");
    }
}
