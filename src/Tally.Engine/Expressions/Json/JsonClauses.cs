using Tally.Engine.Columns;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Expressions.Json;

/// <summary>What a JSON function does where the path finds nothing, or where something is wrong.</summary>
sealed record JsonBehaviour(string Kind, Expression? Default = null)
{
    public static readonly JsonBehaviour Null = new("NULL");
}

/// <summary>The clauses of a JSON function, read.</summary>
static class JsonClauses
{
    /// <summary>The behavior ON EMPTY or ON ERROR.</summary>
    public static JsonBehaviour Behavior(FunctionCall call, string on, JsonBehaviour otherwise, SqlType? type = null)
    {
        if (call.Clauses.LastOrDefault(clause => clause.Text.EndsWith($" ON {on}", StringComparison.Ordinal)) is not { } clause)
            return otherwise;
        var kind = clause.Text[..^(on.Length + 4)];
        return new(kind, kind == "DEFAULT" && type is not null ? call.Binder.Cast(call.Binder.Bind(clause.Value!), type) : null);
    }

    /// <summary>The type of RETURNING, or STRING.</summary>
    public static SqlType Returning(FunctionCall call) =>
        call.Clauses.LastOrDefault(clause => clause.Type is not null) is { Type: { } type } ? TypeBinder.Bind(type) : SqlType.String;

    public static string Wrapper(FunctionCall call) =>
        call.Clauses.LastOrDefault(clause => clause.Text.EndsWith("WRAPPER", StringComparison.Ordinal))?.Text ?? "WITHOUT WRAPPER";

    /// <summary>Whether NULL values are kept in a constructor.</summary>
    public static bool KeepsNulls(FunctionCall call, bool otherwise) =>
        call.Clauses.LastOrDefault(clause => clause.Text.EndsWith("ON NULL", StringComparison.Ordinal)) is { } clause
            ? clause.Text.StartsWith("NULL", StringComparison.Ordinal) : otherwise;

    /// <summary>The clauses as a part of the name, so that different calls are written differently.</summary>
    public static string Name(FunctionCall call) =>
        call.Clauses.Length == 0 ? call.Name : $"{call.Name}[{string.Join("; ", call.Clauses.Select(Shown))}]";

    static string Shown(JsonClause clause) => clause.Value is null
        ? clause.Text : $"{clause.Text} {clause.Value.Span.Text.Text.AsSpan(clause.Value.Span.Start, clause.Value.Span.Length)}";
}
