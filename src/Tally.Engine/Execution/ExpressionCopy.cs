using Tally.Engine.Expressions;

namespace Tally.Engine.Execution;

/// <summary>Copies a bound expression, because each copy owns the columns that it returns.</summary>
static class ExpressionCopy
{
    public static Expression Of(Expression expression)
    {
        var copy = expression.WithChildren([.. expression.Children.Select(Of)]);
        copy.Span = expression.Span;
        return copy;
    }
}
