namespace Tally.Engine.Expressions;

/// <summary>Copies expressions: a tree owns the columns that it gives, so each thread needs its own.</summary>
static class ExpressionCopy
{
    /// <summary>The same expression with memory of its own.</summary>
    public static Expression Of(Expression expression)
    {
        var children = new Expression[expression.Children.Count];
        for (var i = 0; i < children.Length; i++) children[i] = Of(expression.Children[i]);
        return expression.WithChildren(children);
    }
}
