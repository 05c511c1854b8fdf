using System.Collections.Immutable;
using Tally.Engine.Catalog;
using Tally.Engine.Inference;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Binding;

/// <summary>Binds FROM: tables, views, queries, window functions, UNNEST and joins.</summary>
sealed class FromBinder(QueryBinder queries, NameScope? outer, WithScope? withs)
{
    public QueryBinder Queries { get; } = queries;

    public NameScope? Outer { get; } = outer;

    public WithScope? Withs { get; } = withs;

    public BoundFrom Bind(TableReference reference) => reference switch
    {
        NamedTable table => BindNamed(table),
        FileTable file =>
            BoundFrom.Of(new ScanNode(Queries.Catalog.UseFile(file)) { Span = file.Span }, file, TableInference.NameOf(file.Path)),
        DerivedTable derived => BoundFrom.Of(Queries.Bind(Unordered(derived.Query), Outer, Withs), derived, null),
        FunctionTable function => BoundFrom.Of(new WindowFunctionBinder(this).Bind(function), function, null),
        UnnestTable unnest => UnnestBinder.Bind(unnest, BoundFrom.Nothing, Outer, false, Queries.Context),
        JoinTable join => new JoinBinder(this).Bind(join).CheckAliases(join),
        MatchTable match => BoundFrom.Of(new MatchBinder(this).Bind(match), match, null),
        _ => throw new SqlException(ErrorCode.Unsupported, reference.Span, "this form of table"),
    };

    /// <summary>The plan of a table or view by name.</summary>
    public LogicalNode BindTable(NamedTable table)
    {
        var name = table.Path[^1].Name;
        if (table.Path.Length == 1 && WithScope.Find(Withs, name) is { } with) return PlanOf(with, table);
        if (Queries.Catalog.FindView(name) is { } view) return Queries.Catalog.ReadView(view);
        if (Queries.Catalog.FindTable(name) is null && NearNames.Hint(name, WithNames()) is { } hint)
            throw new SqlException(ErrorCode.UnknownTable, table.Path[^1].Span, $"no table or view is named {ReservedWords.Quote(name)}",
                hint);
        var found = Queries.Catalog.UseTable(table.Path[^1], table.Hints);
        var isUpsert = Queries.Catalog.Connectors.Find(found.Connector)!.IsUpsert;
        return isUpsert ? UpsertScan.Of(found, table.Span) : new ScanNode(found) { Span = table.Span };
    }

    // Outer columns are counted from the query that WITH stands in.
    LogicalNode PlanOf(WithScope with, NamedTable table) => with.Plan.OuterColumns.IsEmpty || ReferenceEquals(with.Outer, Outer) ? with.Plan
        : throw new SqlException(ErrorCode.Unsupported, table.Span,
            $"`{with.Name}`, which reads the query around its WITH, inside a further sub-query", "write its query in this place");

    BoundFrom BindNamed(NamedTable table)
    {
        if (table.SystemTime is not null)
            throw new SqlException(ErrorCode.Unsupported, table.SystemTime.Span,
                "FOR SYSTEM_TIME AS OF stands behind the right table of a JOIN");
        return BoundFrom.Of(BindTable(table), table, table.Path[^1].Name);
    }

    // The order of a query in FROM has no meaning unless LIMIT uses it.
    static Query Unordered(Query query) => query is { Limit: null, Offset: null } ? query with { OrderBy = [] } : query;

    IEnumerable<string> WithNames()
    {
        for (var scope = Withs; scope is not null; scope = scope.Before) yield return scope.Name;
    }
}
