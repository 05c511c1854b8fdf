using System.Collections.Immutable;
using Tally.Engine.Expressions;
using Tally.Engine.Planning.Logical;

namespace Tally.Engine.Planning.Rules;

/// <summary>Makes one projection of two that lie on each other, unless something costly would be computed twice; drops projections that
/// change nothing.</summary>
sealed class MergeProjections : IPlanRule
{
    public LogicalNode Apply(LogicalNode node)
    {
        while (node is ProjectNode { Input: ProjectNode below } above && CanMerge(above, below))
            node = above.With(below.Input,
                [.. above.Expressions.Select(expression => ExpressionTree.Substitute(expression, below.Expressions))]);
        return node is ProjectNode project && IsIdentity(project) ? project.Input : node;
    }

    static bool CanMerge(ProjectNode above, ProjectNode below)
    {
        var uses = new int[below.Expressions.Length];
        foreach (var column in above.Expressions.SelectMany(ExpressionTree.Columns)) uses[column]++;
        for (var i = 0; i < uses.Length; i++)
            if (below.Expressions[i] is not (ColumnReference or Literal)
                && (uses[i] > 1 || uses[i] == 1 && !below.Expressions[i].IsDeterministic)) return false;
        return true;
    }

    static bool IsIdentity(ProjectNode project)
    {
        if (project.Schema.Count != project.Input.Schema.Count) return false;
        for (var i = 0; i < project.Schema.Count; i++)
            if (project.SourceOf(i) != i || project.Schema[i].Name != project.Input.Schema[i].Name) return false;
        return true;
    }
}
