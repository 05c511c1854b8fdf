using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Binding;

/// <summary>Writes an expression in a fixed form in which names stand for the columns they mean, so that equal expressions have equal texts
/// however they are written.</summary>
/// <param name="column">The column of a name, or null when there is none.</param>
sealed class SyntaxText(Func<NameExpression, string?> column)
{
    public string Of(SqlExpression node) => node switch
    {
        NameExpression name => column(name) ?? string.Join('.', name.Parts.Select(part => part.Name)),
        InQueryExpression or QuantifiedExpression or ExistsExpression or QueryExpression => $"query@{node.Span.Start}",
        _ => $"{Head(node)}({string.Join(',', SyntaxTree.Children(node).Select(Of))})",
    };

    static string Head(SqlExpression node) => node switch
    {
        NumberLiteral literal => literal.Text,
        StringLiteral literal => $"'{literal.Value}'",
        BinaryLiteral literal => $"X'{Convert.ToHexString([.. literal.Value])}'",
        BooleanLiteral literal => literal.Value?.ToString() ?? "UNKNOWN",
        TimeLiteral literal => $"{literal.Type}'{literal.Text}'",
        IntervalLiteral literal => $"INTERVAL{(literal.Negative ? "-" : "")}'{literal.Text}'{literal.From} {literal.To}",
        SymbolExpression symbol => symbol.Name,
        StarExpression => "*",
        UnaryExpression unary => $"unary {unary.Operator}",
        BinaryExpression binary => binary.Operator,
        IsExpression test => $"IS{(test.Negated ? " NOT" : "")} {test.What}",
        BetweenExpression between => $"BETWEEN {between.Negated} {between.Symmetric}",
        InListExpression list => $"IN {list.Negated}",
        LikeExpression like => $"LIKE {like.Negated} {like.Similar}",
        CaseExpression choice => $"CASE {choice.Operand is not null} {choice.Else is not null}",
        CastExpression cast => $"{(cast.Try ? "TRY_" : "")}CAST {TypeText(cast.Type)}",
        FieldExpression field => $"FIELD {field.Field.Name}",
        NamedArgument argument => argument.Name.Name,
        CallExpression call => CallHead(call),
        _ => node.GetType().Name,
    };

    static string CallHead(CallExpression call)
    {
        var over = call.Over is null
            ? ""
            : $" OVER {call.Over.Reference?.Name} {string.Join(',', call.Over.OrderBy.Select(Direction))} {call.Over.Frame?.Rows} "
                + $"{call.Over.Frame?.Start.Kind}";
        return $"{call.Name.ToUpperInvariant()}{(call.Distinct ? " DISTINCT" : "")} {call.Filter is not null} "
            + $"{string.Join(',', call.OrderBy.Select(Direction))} "
            + $"{string.Join(',', call.Clauses.Select(clause => clause.Text + (clause.Type is null ? "" : TypeText(clause.Type))))}{over}";
    }

    static string Direction(OrderItem item) => $"{item.Descending} {item.NullsFirst}";

    static string TypeText(TypeName type) =>
        $"{type.Name}({string.Join(',', type.Arguments)})<{string.Join(',', type.Elements.Select(TypeText))}>{type.NotNull}";
}
