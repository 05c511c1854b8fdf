using System.Collections.Immutable;
using Tally.Engine.Columns;

namespace Tally.Engine.Expressions;

/// <summary>Walks and rewrites bound expressions.</summary>
static class ExpressionTree
{
    /// <summary>The expression and all inside it.</summary>
    public static IEnumerable<Expression> Descendants(Expression expression)
    {
        yield return expression;
        foreach (var child in expression.Children)
            foreach (var inner in Descendants(child)) yield return inner;
    }

    /// <summary>The columns that the expression reads.</summary>
    public static IEnumerable<int> Columns(Expression expression) =>
        Descendants(expression).OfType<ColumnReference>().Select(reference => reference.Index);

    /// <summary>Whether the expression reads no column, so that it has one value.</summary>
    public static bool IsConstant(Expression expression) =>
        expression.IsDeterministic && !Columns(expression).Any() && !Descendants(expression).OfType<CorrelatedReference>().Any();

    /// <summary>Replaces the expressions for which <paramref name="replace"/> gives another one, outermost first.</summary>
    public static Expression Map(Expression expression, Func<Expression, Expression?> replace)
    {
        if (replace(expression) is { } replaced) return replaced;
        if (expression.Children.Count == 0) return expression;
        var children = new Expression[expression.Children.Count];
        var changed = false;
        for (var i = 0; i < children.Length; i++)
        {
            children[i] = Map(expression.Children[i], replace);
            changed |= !ReferenceEquals(children[i], expression.Children[i]);
        }
        if (!changed) return expression;
        var result = expression.WithChildren(children);
        result.Span = expression.Span;
        return result;
    }

    /// <summary>The same expression over moved columns.</summary>
    public static Expression Move(Expression expression, Func<int, int> place) =>
        Map(expression,
            node => node is ColumnReference reference && place(reference.Index) is var index && index != reference.Index
                ? Column(reference, index)
                : null);

    /// <summary>The same expression over what a projection computed: its columns are replaced by their expressions.</summary>
    public static Expression Substitute(Expression expression, ImmutableArray<Expression> columns) =>
        Map(expression, node => node is ColumnReference reference ? columns[reference.Index] : null);

    /// <summary>The value of an expression that reads no column, as a constant.</summary>
    /// <exception cref="EvaluationException">It has none.</exception>
    public static Literal Evaluate(Expression expression)
    {
        if (expression is Literal literal) return literal;
        var value = expression.Evaluate(new Batch { Count = 1 });
        return new(expression.Type, value.Gather([0])) { Span = expression.Span };
    }

    static ColumnReference Column(ColumnReference reference, int index) =>
        new(index, reference.Name, reference.Type) { Span = reference.Span };
}
