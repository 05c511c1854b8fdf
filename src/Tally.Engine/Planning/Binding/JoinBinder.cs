using System.Collections.Immutable;
using Tally.Engine.Expressions;
using Tally.Engine.Operators.Joins;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Binding;

/// <summary>Binds joins in FROM; a right side that sees the left one (UNNEST, LATERAL, FOR SYSTEM_TIME AS OF) is bound over it.</summary>
sealed class JoinBinder(FromBinder from)
{
    public BoundFrom Bind(JoinTable join)
    {
        var left = from.Bind(join.Left);
        return join.Right switch
        {
            UnnestTable unnest => BindUnnest(join, unnest, left),
            DerivedTable { Lateral: true } lateral => new LateralBinder(from).Bind(join, lateral, left),
            NamedTable { SystemTime: { } time } table => BindTemporal(join, table, time, left),
            _ => BindPlain(join, left, from.Bind(join.Right)),
        };
    }

    BoundFrom BindUnnest(JoinTable join, UnnestTable unnest, BoundFrom left)
    {
        if (join.Kind is not ("CROSS" or "INNER" or "LEFT"))
            throw new SqlException(ErrorCode.Unsupported, join.Span, $"{join.Kind} JOIN UNNEST",
                "CROSS JOIN and LEFT JOIN … ON TRUE exist");
        var isLeft = join.Kind == "LEFT";
        var bound = UnnestBinder.Bind(unnest, left, from.Outer, isLeft, from.Queries.Context);
        if (isLeft && join.On is not (null or BooleanLiteral { Value: true }))
            throw new SqlException(ErrorCode.Unsupported, join.On.Span, "LEFT JOIN UNNEST takes only ON TRUE",
                "filter the elements in WHERE");
        var on = new OnBinder(from, join, bound.Names(from.Outer), left.Plan.Schema.Count);
        return bound with { Plan = on.Finish(Conditions.Filter(bound.Plan, on.Conditions), JoinKind.Inner) };
    }

    /// <summary>Joins two sides that do not see each other.</summary>
    public BoundFrom BindPlain(JoinTable join, BoundFrom left, BoundFrom right)
    {
        var width = left.Plan.Schema.Count;
        var kind = Kind(join);
        var beside = BoundFrom.Beside(left, right.Tables, width);
        var shared = join.Natural ? NaturalColumns(left, right) : [.. join.Using.Select(name => (name, name))];
        var both = new BoundFrom(left.Plan, beside);
        var on = new OnBinder(from, join, both.Names(from.Outer), width);
        if (kind != JoinKind.Inner) right = right with { Plan = on.BindOver(right.Plan) };
        var conditions = on.Conditions.ToList();
        foreach (var (name, _) in shared) conditions.Add(Equal(name, left, right, width));
        var plan = on.Finish(Joins.Create(left.Plan, right.Plan, kind, conditions, false, join.Span), kind);
        return new(plan, Retyped(Hide(beside, shared.Select(pair => pair.Item1.Name), left.Tables.Length, kind, join), plan));
    }

    BoundFrom BindTemporal(JoinTable join, NamedTable table, SqlExpression asOf, BoundFrom left)
    {
        if (join.Kind is not ("INNER" or "LEFT"))
            throw new SqlException(ErrorCode.Unsupported, join.Span, $"{join.Kind} JOIN … FOR SYSTEM_TIME AS OF");
        var leftTime =
            new ExpressionBinder(new InputScope(left.Names(from.Outer), "FOR SYSTEM_TIME AS OF", null), from.Queries.Context).Bind(asOf);
        if (leftTime is not ColumnReference reference)
            throw new SqlException(ErrorCode.BadTimeAttribute, asOf.Span,
                "FOR SYSTEM_TIME AS OF takes the time attribute of the left table");
        var right = BoundFrom.Of(from.BindTable(table), table, table.Path[^1].Name);
        var bound = BindPlain(join, left, right);
        if (left.Plan.Traits.IsProcessingTime(reference.Index))
            return bound with { Plan = LookupBinder.Bind(bound.Plan, table.Span, from.Queries.Catalog.Connectors) };
        var time = new VersionTime(reference.Index, -1);
        LogicalNode plan = bound.Plan is JoinNode node
            ? node with { Time = time, Span = table.Span }
            : bound.Plan.WithInput((JoinNode)bound.Plan.Input with { Time = time, Span = table.Span });
        return bound with { Plan = plan };
    }

    // Types of columns that an outer join pads are those of its schema.
    public static ImmutableArray<ScopeTable> Retyped(ImmutableArray<ScopeTable> tables, LogicalNode plan) =>
        [.. tables.Select(table =>
            table with { Columns = [.. table.Columns.Select((field, i) => field with { Type = plan.Schema[table.Offset + i].Type })] })];

    Expression Equal(Identifier name, BoundFrom left, BoundFrom right, int width)
    {
        var expression = new NameExpression(name.Span, [name]);
        var one = InputScope.Bind(left.Names(null), expression);
        var two = ExpressionTree.Move(InputScope.Bind(right.Names(null), expression), column => column + width);
        return Joins.Equal(one, two, from.Queries.Context, name.Span);
    }

    static List<(Identifier, Identifier)> NaturalColumns(BoundFrom left, BoundFrom right)
    {
        var names = right.Tables.SelectMany(table => table.Columns).Select(column => column.Name).ToHashSet();
        return [.. left.Tables.SelectMany(table => table.Columns).Where(column => names.Contains(column.Name))
            .Select(column => new Identifier(default, column.Name)).Select(name => (name, name))];
    }

    // A column of USING stands for both sides; its unqualified name means the side that is never padded.
    static ImmutableArray<ScopeTable> Hide(ImmutableArray<ScopeTable> tables, IEnumerable<string> names, int leftCount, JoinKind kind,
        JoinTable join)
    {
        var shared = names.ToHashSet();
        if (shared.Count == 0) return tables;
        if (kind == JoinKind.Full)
            throw new SqlException(ErrorCode.Unsupported, join.Span, "FULL JOIN with USING or NATURAL", "write ON and COALESCE(a.x, b.x)");
        return [.. tables.Select((table, i) =>
            i < leftCount == (kind == JoinKind.Right) ? table with { Hidden = Hidden(table, shared) } : table)];
    }

    static HashSet<int> Hidden(ScopeTable table, HashSet<string> names) =>
        [.. Enumerable.Range(0, table.Columns.Count).Where(i => table.Hidden.Contains(i) || names.Contains(table.Columns[i].Name))];

    static JoinKind Kind(JoinTable join) => join.Kind switch
    {
        "INNER" or "CROSS" => JoinKind.Inner,
        "LEFT" => JoinKind.Left,
        "RIGHT" => JoinKind.Right,
        "FULL" => JoinKind.Full,
        _ => throw new SqlException(ErrorCode.Unsupported, join.Span, $"{join.Kind} JOIN"),
    };
}
