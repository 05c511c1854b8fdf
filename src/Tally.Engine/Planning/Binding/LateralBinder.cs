using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Binding;

/// <summary>Binds JOIN LATERAL (query): a query that does not look at the tables before it is an ordinary one.</summary>
sealed class LateralBinder(FromBinder from)
{
    public BoundFrom Bind(JoinTable join, DerivedTable lateral, BoundFrom left)
    {
        var inner = new FromBinder(from.Queries, left.Names(from.Outer), from.Withs);
        var right = inner.Bind(lateral);
        if (Decorrelation.IsCorrelated(right.Plan))
            throw new SqlException(ErrorCode.Unsupported, lateral.Span, "LATERAL with a query that looks at the tables before it",
                "write a join with a condition");
        return new JoinBinder(from).BindPlain(join, left, right);
    }
}
