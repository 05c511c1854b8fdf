using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Expressions.Logic;

namespace Tally.Engine.Planning.Logical;

/// <summary>Reads the structure of bound conditions, and puts conditions together.</summary>
static class Conditions
{
    /// <summary>The operator that stands between the operands of an expression, such as = or AND; null for functions and leaves.</summary>
    public static string? OperatorOf(Expression expression)
    {
        if (expression.Children.Count < 2) return null;
        var text = expression.ToString();
        var first = $"({expression.Children[0]} ";
        if (!text.StartsWith(first, StringComparison.Ordinal)) return null;
        var end = text.IndexOf($" {expression.Children[1]}", first.Length, StringComparison.Ordinal);
        if (end < 0) return null;
        var word = text[first.Length..end];
        return text == $"({string.Join($" {word} ", expression.Children)})" ? word : null;
    }

    /// <summary>The conditions joined by AND.</summary>
    public static IEnumerable<Expression> Split(Expression? condition) =>
        condition is null ? [] : OperatorOf(condition) == "AND" ? condition.Children.SelectMany(Split) : [condition];

    /// <summary>All conditions joined by AND, or null when there is none.</summary>
    public static Expression? And(IEnumerable<Expression> conditions)
    {
        var all = conditions.ToArray();
        return all.Length switch { 0 => null, 1 => all[0], _ => new Expressions.Logic.Logical(true, all) };
    }

    /// <summary>Puts a filter for each condition on top of a node, joined in one.</summary>
    public static LogicalNode Filter(LogicalNode input, IEnumerable<Expression> conditions) =>
        And(conditions) is { } condition ? new FilterNode(input, condition) { Span = condition.Span } : input;

    /// <summary>The two sides of an equality, and whether NULL equals NULL in it; null for other conditions.</summary>
    public static (Expression Left, Expression Right, bool NullSafe)? Equality(Expression condition) => OperatorOf(condition) switch
    {
        "=" => (condition.Children[0], condition.Children[1], false),
        "IS NOT DISTINCT FROM" => (condition.Children[0], condition.Children[1], true),
        _ => null,
    };

    /// <summary>A comparison by order, turned so that <paramref name="isLeft"/> holds for the left side: (left, operator, right); null for
    /// other conditions.</summary>
    public static (Expression Left, string Operator, Expression Right)? Comparison(Expression condition, Func<Expression, bool> isLeft)
    {
        if (OperatorOf(condition) is not ("<" or "<=" or ">" or ">=" or "=") || condition.Children.Count != 2) return null;
        var (left, word, right) = (condition.Children[0], OperatorOf(condition)!, condition.Children[1]);
        return isLeft(left) ? (left, word, right) : isLeft(right) ? (right, Turn(word), left) : null;
    }

    /// <summary>Column + constant interval: the column and the milliseconds; null for other expressions.</summary>
    public static (int Column, long OffsetMs)? TimeOffset(Expression expression)
    {
        if (expression is ColumnReference { Type.IsTimestamp: true } reference) return (reference.Index, 0);
        if (expression.Children is [var only] && expression.Type.IsTimestamp && only.Type.IsTimestamp
            && only.Type.Kind == expression.Type.Kind) return TimeOffset(only);
        if (OperatorOf(expression) is not ("+" or "-") || expression.Children.Count != 2
            || TimeOffset(expression.Children[0]) is not { } inner) return null;
        var interval = expression.Children[1];
        if (interval.Type.Kind != TypeKind.IntervalDaySecond || !ExpressionTree.IsConstant(interval)) return null;
        var ms = ExpressionTree.Evaluate(interval).Int64;
        return (inner.Column, inner.OffsetMs + (OperatorOf(expression) == "+" ? ms : -ms));
    }

    static string Turn(string word) => word switch { "<" => ">", "<=" => ">=", ">" => "<", ">=" => "<=", _ => word };
}
