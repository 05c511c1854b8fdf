using Tally.Engine.Planning.Logical;
using Tally.Engine.Operators;
using Tally.Engine.Sql;

namespace Tally.Engine.Planning.Rules;

/// <summary>Refuses what a stream cannot compute, with the reason and what to write instead.</summary>
static class PlanCheck
{
    public static void Check(LogicalNode node)
    {
        foreach (var input in node.Inputs) Check(input);
        switch (node)
        {
            case WindowNode window: CheckTime(window.Input, window.TimeColumn, window.Function.Name, window.Span); break;
            case WindowAggregateNode aggregate: Check(aggregate); break;
            case OverNode over: Check(over); break;
            case MatchNode match: Check(match); break;
            case RankNode rank: Check(rank); break;
            case SortNode { IsAtEnd: false, IsByTime: false } sort:
                throw new SqlException(ErrorCode.UnboundedSort, sort.Span,
                    "a stream cannot be sorted by an ordinary column: it would have to end first",
                    "add LIMIT, or sort by the time attribute, ascending");
            case LookupNode lookup when !lookup.Input.Traits.IsInsertOnly: throw Updating(lookup, "a lookup join");
            case JoinNode { Time: VersionTime version } join: Check(join, version); break;
        }
    }

    static void CheckTime(LogicalNode input, int column, string what, TextSpan span)
    {
        if (input.Traits.IsTime(column)) return;
        if (input.Traits.IsProcessingTime(column))
            throw new SqlException(ErrorCode.BadTimeAttribute, span,
                $"{what} over a processing time needs a table without WATERMARK: a table has one time that closes windows",
                "leave the WATERMARK out, or use the event time");
        throw new SqlException(ErrorCode.BadTimeAttribute, span,
            $"{what} needs a time attribute, and `{input.Schema[column].Name}` is an ordinary "
                + $"{input.Schema[column].Type.WithNullable(true)} here",
            "a table declares it with WATERMARK FOR; expressions, CAST, GROUP BY and joins without time bounds lose it (window_time keeps "
                + "it)");
    }

    static void Check(WindowAggregateNode aggregate)
    {
        if (aggregate.TimeColumn >= 0) CheckTime(aggregate.Input, aggregate.TimeColumn, aggregate.Function.Name, aggregate.Span);
        if (!aggregate.Function.Kind.IsOverlapping || aggregate.Bounds is not null) return;
        if (aggregate.Calls.FirstOrDefault(call => call is { IsDistinct: true, Function: "SUM" }) is not null)
            throw new SqlException(ErrorCode.Unsupported, aggregate.Span, "SUM(DISTINCT) over HOP is refused, as Flink refuses it",
                "COUNT, AVG, MIN and MAX of DISTINCT values are possible");
    }

    static void Check(OverNode over)
    {
        if (over.Calls.FirstOrDefault(call => call.Function is "RANK" or "DENSE_RANK") is { } rank)
            throw new SqlException(ErrorCode.Unsupported, over.Span, $"{rank.Function} is not supported over a stream", "ROW_NUMBER is");
        if (over.Order.IsEmpty)
            throw new SqlException(ErrorCode.UnboundedSort, over.Span, "OVER needs ORDER BY", "order by the time attribute");
        if (over.Order.Length > 1) throw new SqlException(ErrorCode.UnboundedSort, over.Span, "OVER takes one column in ORDER BY");
        var byTime = over.Input.Traits.IsTime(over.Order[0].Column) || over.Input.Traits.IsProcessingTime(over.Order[0].Column);
        if (!byTime && over.Calls.Any(call => call.Function == "ROW_NUMBER"))
            throw new SqlException(ErrorCode.UnboundedSort, over.Span,
                "ROW_NUMBER needs an upper bound on the rank in the WHERE of the query around it",
                "write WHERE rn <= n, with a constant n");
        if (over.Order[0].Descending)
            throw new SqlException(ErrorCode.UnboundedSort, over.Span, "OVER must be in ascending order, as in Flink",
                byTime ? "ORDER BY the time attribute alone" : "negate a number: ORDER BY -x");
        if (!byTime && over.Frame.Preceding is not null)
            throw new SqlException(ErrorCode.UnboundedSort, over.Span, "OVER by an ordinary column takes only frames without a lower bound",
                "order by the time attribute");
        if (byTime && !over.Input.Traits.IsInsertOnly) throw Updating(over, "OVER by time");
    }

    static void Check(MatchNode match)
    {
        if (!match.IsByArrival) CheckTime(match.Input, match.Order[0].Column, "ORDER BY of MATCH_RECOGNIZE", match.Span);
        if (match.Order[0].Descending)
            throw new SqlException(ErrorCode.UnboundedSort, match.Span, "ORDER BY of MATCH_RECOGNIZE must be ascending");
        if (!match.Input.Traits.IsInsertOnly) throw Updating(match, "MATCH_RECOGNIZE");
    }

    static void Check(RankNode rank)
    {
        if (rank.Window is { Function.IsCorrected: false } && !rank.Input.Traits.IsInsertOnly)
            throw Updating(rank, "Top-N inside a window");
        if (rank.Order.IsEmpty && rank.WithRank) throw new SqlException(ErrorCode.UnboundedSort, rank.Span, "ROW_NUMBER needs ORDER BY");
    }

    static void Check(JoinNode join, VersionTime version)
    {
        CheckTime(join.Left, version.LeftTime, "FOR SYSTEM_TIME AS OF", join.Span);
        if (version.RightTime < 0)
            throw new SqlException(ErrorCode.BadTimeAttribute, join.Span, "the right table of FOR SYSTEM_TIME AS OF needs a WATERMARK");
        if (PrimaryKey(join.Right) is not { } key || key.Except(join.RightKeys).Any())
            throw new SqlException(ErrorCode.Unsupported, join.Span, "FOR SYSTEM_TIME AS OF joins by the primary key of the right table",
                "declare PRIMARY KEY (…) NOT ENFORCED, or use a view of ROW_NUMBER … ORDER BY time DESC = 1, and compare all its columns "
                    + "in ON");
    }

    /// <summary>The columns that name a version: the primary key of a table, or the key of its last rows.</summary>
    static IEnumerable<int>? PrimaryKey(LogicalNode node) => node switch
    {
        ScanNode { Table.PrimaryKey.IsEmpty: false } scan => scan.Table.PrimaryKey.Select(column => scan.TableColumns.IndexOf(column)),
        DeduplicateNode { KeepLastRow: true } last => last.Keys,
        FilterNode filter => PrimaryKey(filter.Input),
        ProjectNode project => PrimaryKey(project.Input)?.Select(column =>
            Enumerable.Range(0, project.Schema.Count).FirstOrDefault(place => project.SourceOf(place) == column, -1)),
        _ => null,
    };

    static SqlException Updating(LogicalNode node, string what) =>
        new(ErrorCode.Unsupported, node.Span, $"{what} takes only rows that are never changed, and the input changes rows",
            "aggregate inside a window first");
}
