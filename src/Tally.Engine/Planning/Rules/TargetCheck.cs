using System.Collections.Immutable;
using Tally.Engine.Catalog;
using Tally.Engine.Connectors;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;

namespace Tally.Engine.Planning.Rules;

/// <summary>Refuses an INSERT whose changes its table cannot take: rows would be there twice, or overwrite each other.</summary>
static class TargetCheck
{
    public static void Check(QueryPlan plan, TableDefinition table, ConnectorRegistry connectors, TextSpan span)
    {
        if (plan.Changelog == ChangelogMode.InsertOnly || connectors.Find(table.Connector)?.Updates is not { } updates
            || updates == UpdateSupport.All) return;
        if (updates == UpdateSupport.None)
            throw new SqlException(ErrorCode.Unsupported, span,
                $"the query changes rows that it has given before, and tables of the connector '{table.Connector}' take new rows only",
                "aggregate inside a window, or write to a table with a primary key of a connector that replaces rows (redis, jdbc)");
        if (table.PrimaryKey.IsEmpty)
            throw new SqlException(ErrorCode.Unsupported, span,
                $"the query changes rows that it has given before, and `{table.Name}` has no primary key to replace them by",
                plan.UpsertKey is { } key
                    ? $"add PRIMARY KEY ({Names(plan, key)}) NOT ENFORCED"
                    : "add PRIMARY KEY (…) NOT ENFORCED over the GROUP BY columns");
        if (plan.UpsertKey is not { } query)
            throw new SqlException(ErrorCode.Unsupported, span,
                "the rows of the query have no key: it leaves out a GROUP BY column, or computes with one",
                $"select all GROUP BY columns as they are; the primary key of `{table.Name}` must hold them");
        if (query.Except(Written(table)).Any())
            throw new SqlException(ErrorCode.Unsupported, span,
                $"the primary key of `{table.Name}` does not hold the key of the query ({Names(plan, query)}): its rows would overwrite "
                    + $"each other", $"PRIMARY KEY ({Names(plan, query)}) NOT ENFORCED");
    }

    // The key's columns among those that are written, which are those of the plan.
    static IEnumerable<int> Written(TableDefinition table)
    {
        var written = table.Columns
            .Where(column => column.Kind == TableColumnKind.Physical || column is { Kind: TableColumnKind.Metadata, IsVirtual: false })
            .ToList();
        return table.PrimaryKey.Select(column => written.IndexOf(table.Columns[column]));
    }

    static string Names(QueryPlan plan, ImmutableArray<int> columns) =>
        string.Join(", ", columns.Select(column => plan.Schema[column].Name));
}
