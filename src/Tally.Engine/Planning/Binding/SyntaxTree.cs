using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Binding;

/// <summary>Walks expressions of the syntax tree.</summary>
static class SyntaxTree
{
    /// <summary>The expressions directly inside another one, in the order in which they stand. Queries are not entered.</summary>
    public static IEnumerable<SqlExpression> Children(SqlExpression node) => node switch
    {
        UnaryExpression unary => [unary.Operand],
        BinaryExpression binary => [binary.Left, binary.Right],
        IsExpression test => [test.Operand],
        BetweenExpression between => [between.Operand, between.Low, between.High],
        InListExpression list => [list.Operand, .. list.Items],
        InQueryExpression query => [query.Operand],
        QuantifiedExpression query => [query.Operand],
        LikeExpression like => like.Escape is null ? [like.Operand, like.Pattern] : [like.Operand, like.Pattern, like.Escape],
        CaseExpression choice => OfCase(choice),
        CastExpression cast => [cast.Operand],
        ArrayExpression array => array.Items,
        MapExpression map => map.Items,
        RowExpression row => row.Items,
        IndexExpression index => [index.Operand, index.Index],
        FieldExpression field => [field.Operand],
        NamedArgument argument => [argument.Value],
        CallExpression call => OfCall(call),
        _ => [],
    };

    /// <summary>The expression itself and all inside it, outermost first; what <paramref name="isLeaf"/> says yes to is not
    /// entered.</summary>
    public static IEnumerable<SqlExpression> Descendants(SqlExpression node, Func<SqlExpression, bool>? isLeaf = null)
    {
        var open = new Stack<SqlExpression>([node]);
        while (open.TryPop(out var next))
        {
            yield return next;
            if (isLeaf?.Invoke(next) == true) continue;
            foreach (var child in Children(next).Reverse()) open.Push(child);
        }
    }

    /// <summary>The conditions joined by AND.</summary>
    public static IEnumerable<SqlExpression> Conjuncts(SqlExpression? condition) => condition switch
    {
        null => [],
        BinaryExpression { Operator: "AND" } and => Conjuncts(and.Left).Concat(Conjuncts(and.Right)),
        _ => [condition],
    };

    static IEnumerable<SqlExpression> OfCase(CaseExpression choice)
    {
        if (choice.Operand is not null) yield return choice.Operand;
        foreach (var branch in choice.Branches)
        {
            yield return branch.Condition;
            yield return branch.Result;
        }
        if (choice.Else is not null) yield return choice.Else;
    }

    static IEnumerable<SqlExpression> OfCall(CallExpression call)
    {
        foreach (var argument in call.Arguments) yield return argument;
        if (call.Filter is not null) yield return call.Filter;
        foreach (var item in call.OrderBy) yield return item.Expression;
        foreach (var clause in call.Clauses)
            if (clause.Value is not null) yield return clause.Value;
        if (call.Over is not { } over) yield break;
        foreach (var expression in over.PartitionBy) yield return expression;
        foreach (var item in over.OrderBy) yield return item.Expression;
    }
}
