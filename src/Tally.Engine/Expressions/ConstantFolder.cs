using Tally.Engine.Columns;

namespace Tally.Engine.Expressions;

/// <summary>Computes what depends on no column once. What fails, such as 1 / 0, is left to fail when it runs.</summary>
static class ConstantFolder
{
    /// <summary>A literal when the operands are literals and the result is always the same, else the expression itself.</summary>
    public static Expression Fold(Expression expression)
    {
        if (expression is Literal or ColumnReference or Json.JsonResult || !expression.IsDeterministic) return expression;
        foreach (var child in expression.Children)
            if (child is not Literal) return expression;
        if (expression.Children.Count == 0) return expression;
        try
        {
            var row = expression.Evaluate(new() { Count = 1 });
            return new Literal(expression.Type, Copy(row)) { Span = expression.Span };
        }
        catch (EvaluationException)
        {
            return expression;
        }
    }

    /// <summary>The same for a whole tree, from the leaves up.</summary>
    public static Expression FoldAll(Expression expression)
    {
        if (expression.Children.Count == 0) return expression;
        var children = new Expression[expression.Children.Count];
        var changed = false;
        for (var i = 0; i < children.Length; i++)
        {
            children[i] = FoldAll(expression.Children[i]);
            changed |= children[i] != expression.Children[i];
        }
        return Fold(changed ? expression.WithChildren(children) : expression);
    }

    static Column Copy(Column row)
    {
        var copy = row.NewEmpty();
        copy.Append(row, 0);
        return copy;
    }
}
