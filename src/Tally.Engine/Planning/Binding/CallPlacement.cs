using Tally.Engine.Operators.Aggregation;
using Tally.Engine.Operators.Windows.Kinds;
using Tally.Engine.Sql.Ast;
using Tally.Engine.Sql;

namespace Tally.Engine.Planning.Binding;

/// <summary>Refuses calls that stand where their kind of function cannot.</summary>
static class CallPlacement
{
    static readonly HashSet<string> s_ranks = new(StringComparer.OrdinalIgnoreCase) { "ROW_NUMBER", "RANK", "DENSE_RANK", "PERCENT_RANK",
        "CUME_DIST", "NTILE", "LAG", "LEAD", "NTH_VALUE" };

    /// <summary>Whether the function exists only with OVER.</summary>
    public static bool NeedsOver(string name) => s_ranks.Contains(name);

    /// <summary>Whether the call is a window of the older spelling, which stands in GROUP BY.</summary>
    public static bool IsGroupWindow(CallExpression call) => WindowKind.Find(call.Name) is { IsGroupWindow: true };

    /// <summary>TUMBLE_START and its like: the name of the window function and the bound; null for other calls.</summary>
    public static (string Function, string Bound)? WindowBound(CallExpression call)
    {
        var parts = call.Name.ToUpperInvariant().Split('_');
        return parts is [var function, "START" or "END" or "ROWTIME" or "PROCTIME"] && WindowKind.Find(function) is { IsGroupWindow: true }
            ? (function, parts[1])
            : null;
    }

    /// <summary>Whether the call is COUNT(*); COUNT without an argument is refused.</summary>
    public static bool IsCountOfRows(CallExpression call)
    {
        if (!call.Name.Equals("COUNT", StringComparison.OrdinalIgnoreCase)) return false;
        if (call.Arguments.IsEmpty || call.Distinct && call.Arguments is [StarExpression])
            throw new SqlException(ErrorCode.BadArgumentCount, call.Span,
                call.Distinct ? "COUNT(DISTINCT …) takes an argument" : "COUNT takes * or an argument");
        return call.Arguments is [StarExpression];
    }

    /// <summary>Checks a call that is no aggregate and has no OVER.</summary>
    public static void Check(CallExpression call)
    {
        var name = call.Name.ToUpperInvariant();
        if (call.Filter is not null)
            throw new SqlException(ErrorCode.MisplacedAggregate, call.Span, $"FILTER stands behind {name}, which is no aggregate");
        if (call.Distinct)
            throw new SqlException(ErrorCode.MisplacedAggregate, call.Span, $"DISTINCT stands inside {name}, which is no aggregate");
        if (NeedsOver(name))
            throw new SqlException(ErrorCode.BadArgument, call.Span, $"{name} needs OVER (PARTITION BY … ORDER BY …)");
        if (name == "APPROX_COUNT_DISTINCT")
            throw new SqlException(ErrorCode.Unsupported, call.Span, "APPROX_COUNT_DISTINCT does not exist for streams",
                "COUNT(DISTINCT x) is exact");
        if (name is "GROUPING" or "GROUPING_ID")
            throw new SqlException(ErrorCode.MisplacedAggregate, call.Span, $"{name} needs GROUPING SETS, ROLLUP or CUBE in GROUP BY");
        if (WindowBound(call) is { } bound)
            throw new SqlException(ErrorCode.BadWindow, call.Span, $"{name} needs the same {bound.Function}(…) in GROUP BY");
        if (IsGroupWindow(call))
            throw new SqlException(ErrorCode.BadWindow, call.Span,
                $"{name}(…) is a window: it stands in FROM, as TABLE({name}(TABLE …, DESCRIPTOR(…), …)), or in GROUP BY");
        if (AggregateRegistry.IsAggregate(name))
            throw new SqlException(ErrorCode.MisplacedAggregate, call.Span, $"the aggregate {name} cannot stand here");
    }
}
