using Tally.Engine.Expressions;
using Tally.Engine.Operators.Joins;
using Tally.Engine.Planning.Binding.Subqueries;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Binding;

/// <summary>Binds the conditions of ON. Sub-queries in it are joined with the result of an inner join, and with the right side of an outer
/// one.</summary>
/// <param name="names">The columns of both sides, those of the right one behind <paramref name="width"/> others.</param>
sealed class OnBinder(FromBinder from, JoinTable join, NameScope names, int width)
{
    readonly List<SqlExpression> _plain = [.. SyntaxTree.Conjuncts(join.On).Where(part => !HasSubquery(part))];
    readonly List<SqlExpression> _others = [.. SyntaxTree.Conjuncts(join.On).Where(HasSubquery)];
    readonly List<Expression> _overRight = [];
    int _columns;

    /// <summary>What the join itself tests.</summary>
    public IEnumerable<Expression> Conditions => _plain.Select(part => SelectBinder.Condition(Binder(null), part, "ON")).Concat(_overRight);

    /// <summary>Joins the sub-queries of an outer join with its right side.</summary>
    public LogicalNode BindOver(LogicalNode right)
    {
        if (_others.Count == 0) return right;
        _columns = width + right.Schema.Count;
        var box = new RelationBuilder(right);
        var subqueries = new SubqueryBinder(from.Queries, box, names, from.Withs, OfRight);
        var binder = Binder((node, _) => Value(subqueries, node));
        foreach (var part in _others) _overRight.Add(SelectBinder.Condition(binder, part, "ON"));
        return box.Node;
    }

    /// <summary>The joined rows for which the sub-queries of an inner join hold, without further columns.</summary>
    public LogicalNode Finish(LogicalNode joined, JoinKind kind)
    {
        if (_others.Count == 0) return joined;
        if (kind != JoinKind.Inner) return ProjectNode.Select(joined, Enumerable.Range(0, _columns));
        var box = new RelationBuilder(joined);
        var subqueries = new SubqueryBinder(from.Queries, box, names, from.Withs);
        var binder = Binder(subqueries.Value);
        foreach (var part in _others)
        {
            if (subqueries.TryJoin(part, binder)) continue;
            var condition = SelectBinder.Condition(binder, part, "ON");
            box.Node = Logical.Conditions.Filter(box.Node, [condition]);
        }
        return ProjectNode.Select(box.Node, Enumerable.Range(0, joined.Schema.Count));
    }

    static bool HasSubquery(SqlExpression node) => SyntaxTree.Descendants(node).Any(SubqueryBinder.IsSubquery);

    ExpressionBinder Binder(Func<SqlExpression, ExpressionBinder, Expression>? subqueries) =>
        new(new InputScope(names, "ON", subqueries), from.Queries.Context);

    Expression Value(SubqueryBinder subqueries, SqlExpression node)
    {
        if (Membership.Of(node) is not null) throw Unsupported(node.Span, "a test of a query in ON of an outer join");
        return ExpressionTree.Move(subqueries.Value(node, Binder(null)), column => column + width);
    }

    int OfRight(CorrelatedReference name) => name.Index >= width ? name.Index - width
        : throw Unsupported(name.Span, "a sub-query in ON of an outer join that reads the left side");

    static SqlException Unsupported(TextSpan span, string what) =>
        new(ErrorCode.Unsupported, span, what, "compute it in a query in FROM, and compare its column");
}
