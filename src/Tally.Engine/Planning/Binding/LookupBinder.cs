using Tally.Engine.Connectors;
using Tally.Engine.Operators.Joins;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;

namespace Tally.Engine.Planning.Binding;

/// <summary>Makes a lookup of a join whose right table is asked as of the time at which a row passes.</summary>
static class LookupBinder
{
    public static LogicalNode Bind(LogicalNode plan, TextSpan span, ConnectorRegistry connectors)
    {
        if (plan is not JoinNode join) return plan.WithInput(Bind(plan.Input, span, connectors));
        if (join.Right is not ScanNode scan)
            throw new SqlException(ErrorCode.Unsupported, span, "a lookup join compares columns of a table as they are",
                "move the expression to the left side of =; views cannot be looked up");
        if (join.LeftKeys.IsEmpty)
            throw new SqlException(ErrorCode.Unsupported, span, "a lookup join needs an equality with a column of the right table");
        if (join.NullSafe.Any(nullSafe => nullSafe))
            throw new SqlException(ErrorCode.Unsupported, span, "a lookup join finds no NULL: IS NOT DISTINCT FROM is not possible here",
                "write =");
        if (connectors.Find(scan.Table.Connector)?.CreateLookup(scan.Table, [.. join.RightKeys.Select(key => scan.TableColumns[key])],
            scan.TableColumns) is null)
            throw new SqlException(ErrorCode.Unsupported, span, $"tables of the connector '{scan.Table.Connector}' cannot be asked by key",
                "FOR SYSTEM_TIME AS OF a processing time needs a table of the connector 'jdbc'; as of an event time it needs PRIMARY KEY "
                    + "and WATERMARK");
        return new LookupNode(join.Left, scan.Table, scan.TableColumns, join.Kind == JoinKind.Left, join.LeftKeys, join.RightKeys,
            join.Condition) { Span = span };
    }
}
