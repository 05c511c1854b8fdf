using Tally.Engine.Columns;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;

namespace Tally.Host.Sessions;

/// <summary>Finds groupings whose state grows with every new key for ever.</summary>
static class UnboundedState
{
    const int RowOverheadBytes = 48, TextBytes = 24, AggregateBytes = 16;

    public static IEnumerable<SqlError> Find(LogicalNode node)
    {
        if (node is AggregateNode { Keys.IsEmpty: false } aggregate && aggregate.Keys.Any(key => IsWide(aggregate.Input.Schema[key].Type)))
        {
            var bytes = RowOverheadBytes + aggregate.Keys.Sum(key => SizeOf(aggregate.Input.Schema[key].Type))
                + aggregate.Calls.Length * AggregateBytes;
            yield return new(ErrorCode.Unsupported, node.Span,
                $"GROUP BY {string.Join(", ", aggregate.Keys.Select(key => aggregate.Input.Schema[key].Name))} keeps every key for ever: "
                    + $"about {bytes} bytes each, {bytes} MB for a million keys",
                "group by a window as well, or SET 'table.exec.state.ttl'");
        }
        foreach (var input in node.Inputs)
            foreach (var finding in Find(input)) yield return finding;
    }

    // Types with few values (a flag, a small number) cannot grow without bound.
    static bool IsWide(SqlType type) => type.Kind is not (TypeKind.Boolean or TypeKind.TinyInt);

    static int SizeOf(SqlType type) => type.IsText || type.IsBinary ? TextBytes : type.IsWide ? 16 : 8;
}
