using Tally.Engine.Catalog;
using Tally.Engine.Connectors;
using Tally.Engine.Sql;

namespace Tally.Engine.Execution;

/// <summary>Gives tables an end, where their connector can.</summary>
static class BoundedTables
{
    const string Mode = "scan.bounded.mode";

    /// <summary>The table, read up to what it holds when it is opened.</summary>
    /// <exception cref="SqlException">It never ends.</exception>
    public static TableDefinition Of(TableDefinition table, IConnector connector)
    {
        if (connector.IsBounded(table)) return table;
        if (connector.Options.Any(option => option.Key == Mode))
            return table with { Options = table.Options.SetItem(Mode, "latest-offset") };
        throw new SqlException(ErrorCode.Unsupported, table.Statement.Name.Span,
            $"table {table.Name} never ends: a table of the connector '{connector.Name}' cannot be read to its end",
            "use tally run, or read the same files with 'connector' = 'filesystem'");
    }
}
