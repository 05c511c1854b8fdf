using System.Collections.Immutable;
using Tally.Engine.Expressions;
using Tally.Engine.Planning.Logical;

namespace Tally.Engine.Planning.Rules;

/// <summary>Computes what reads no column once, when planning; what fails stays and fails when a row reaches it.</summary>
sealed class FoldConstants : IPlanRule
{
    public LogicalNode Apply(LogicalNode node) => node switch
    {
        FilterNode filter => Fold(filter),
        ProjectNode project => Fold(project),
        _ => node,
    };

    static LogicalNode Fold(FilterNode filter)
    {
        var condition = Fold(filter.Condition);
        if (condition is Literal { IsNull: false } literal && literal.Value<bool>()) return filter.Input;
        return ReferenceEquals(condition, filter.Condition) ? filter : filter with { Condition = condition };
    }

    static ProjectNode Fold(ProjectNode project)
    {
        var folded = project.Expressions.Select(Fold).ToImmutableArray();
        return folded.Zip(project.Expressions).All(pair => ReferenceEquals(pair.First, pair.Second))
            ? project
            : project.With(project.Input, folded);
    }

    static Expression Fold(Expression expression) => ExpressionTree.Map(expression, Value);

    static Expression? Value(Expression expression)
    {
        if (expression.Children.Count == 0 || !ExpressionTree.IsConstant(expression)) return null;
        try
        {
            return ExpressionTree.Evaluate(expression);
        }
        catch (EvaluationException)
        {
            return expression;
        }
    }
}
