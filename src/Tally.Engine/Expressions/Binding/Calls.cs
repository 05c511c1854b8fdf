using Tally.Engine.Columns;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Expressions.Binding;

/// <summary>Binds calls of scalar functions through the registry.</summary>
static class Calls
{
    public static Expression Bind(CallExpression node, ExpressionBinder binder)
    {
        var function = binder.Context.Functions.Find(node.Name) ?? throw Unknown(node, binder.Context.Functions);
        CheckClauses(node);
        if (node.Arguments.Length < function.MinArguments || node.Arguments.Length > function.MaxArguments)
        {
            throw new SqlException(ErrorCode.BadArgumentCount, node.Span,
                $"{function.Name} takes {Count(function)}, found {node.Arguments.Length}", $"{function.Signature}: {function.Description}");
        }
        var caller = binder.Caller;
        binder.Caller = function.Name;
        var arguments = node.Arguments.Select(argument => Argument(argument, binder)).ToArray();
        binder.Caller = caller;
        return function.Bind(new FunctionCall(function, node.Span, arguments, node.Clauses, binder));
    }

    static Expression Argument(SqlExpression node, ExpressionBinder binder) => node is SymbolExpression symbol
        ? Literal.Of(SqlType.Symbol, System.Text.Encoding.UTF8.GetBytes(symbol.Name)).At(symbol.Span)
        : binder.Bind(node);

    static string Count(FunctionDefinition function) => (function.MinArguments, function.MaxArguments) switch
    {
        (0, 0) => "no arguments",
        (1, 1) => "1 argument",
        var (least, most) when least == most => $"{least} arguments",
        (var least, int.MaxValue) => $"at least {least}",
        var (least, most) => $"{least} to {most} arguments",
    };

    static void CheckClauses(CallExpression node)
    {
        var what =
            node.Distinct ? "DISTINCT" : node.Filter is not null ? "FILTER" : node.Over is not null ? "OVER" : node.OrderBy.Length > 0
            ? "ORDER BY" : null;
        if (what is not null)
            throw new SqlException(ErrorCode.MisplacedAggregate, node.Span, $"{what} belongs to aggregates, and {node.Name} is none");
    }

    static SqlException Unknown(CallExpression node, FunctionRegistry functions) =>
        new(ErrorCode.UnknownFunction, node.Span with { Length = Math.Min(node.Span.Length, node.Name.Length) },
            $"there is no function {node.Name}",
            OtherDialects.OfFunction(node.Name) is { } said
                ? said
                : NearNames.Nearest(node.Name, functions.Names) is { } near
                ? $"did you mean {near}?"
                : null);
}
