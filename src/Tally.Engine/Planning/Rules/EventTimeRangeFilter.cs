using Tally.Engine.Expressions.Logic;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;

namespace Tally.Engine.Planning.Rules;

/// <summary>Keeps of every table only the rows in a range of event time, behind the watermark, which all rows still move.</summary>
sealed class EventTimeRangeFilter(DateTimeOffset? from, DateTimeOffset? to, TimeZoneInfo zone) : IPlanRule
{
    public LogicalNode Apply(LogicalNode node)
    {
        if (node is not ScanNode scan) return node;
        if (scan.Table.WatermarkColumn < 0)
            throw new SqlException(ErrorCode.BadTimeAttribute, scan.Table.Statement.Name.Span,
                $"table {scan.Table.Name} has no event time to cut by", "leave out from and to, or give the table a WATERMARK");
        // A query that does not look at the time reads it for this alone.
        var read = scan.Traits.TimeColumns is [_]
            ? scan
            : new ScanNode(scan.Table, [.. scan.TableColumns, scan.Table.WatermarkColumn]) { Span = scan.Span };
        var column = NodeColumns.Of(read, read.Traits.TimeColumns[0]);
        var isLocal = column.Type.Kind == Columns.TypeKind.Timestamp;
        var cut = new FilterNode(read,
            new TimeRangeTest(column, Ms(from, isLocal) ?? long.MinValue, Ms(to, isLocal) ?? long.MaxValue)) { Span = scan.Span };
        return read == scan
            ? cut
            : new ProjectNode(cut, [.. Enumerable.Range(0, scan.Schema.Count).Select(place => NodeColumns.Of(cut, place))],
                scan.Schema.Fields.Select(field => field.Name)) { Span = scan.Span };
    }

    // A TIMESTAMP is a reading of the session's clock.
    long? Ms(DateTimeOffset? instant, bool isLocal) =>
        instant is not { } at
            ? null
            : isLocal
            ? at.ToUnixTimeMilliseconds() + (long)zone.GetUtcOffset(at).TotalMilliseconds
            : at.ToUnixTimeMilliseconds();
}
