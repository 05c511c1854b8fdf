using Tally.Engine.Columns;
using Tally.Engine.Expressions.Casting;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Time;

/// <summary>TIMESTAMPADD and TIMESTAMPDIFF.</summary>
static class ShiftFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        new("TIMESTAMPADD", 3, 3, "TIMESTAMPADD(unit, count, time)", "The time moved by a number of units.",
            "TIMESTAMPADD(MONTH, 1, DATE '2024-01-31')", Add),
        new("TIMESTAMPDIFF", 3, 3, "TIMESTAMPDIFF(unit, from, to)", "The whole units from one time to another.",
            "TIMESTAMPDIFF(DAY, DATE '2024-02-01', DATE '2024-03-01')", Difference),
    ];

    /// <summary>The length of a unit in months, or in milliseconds; both 0 for what is no unit here.</summary>
    static (int Months, long Millis) Size(string unit) => unit switch
    {
        "YEAR" => (12, 0),
        "QUARTER" => (3, 0),
        "MONTH" => (1, 0),
        "WEEK" => (0, 7 * Calendar.DayMs),
        "DAY" => (0, Calendar.DayMs),
        "HOUR" => (0, 3_600_000),
        "MINUTE" => (0, 60_000),
        "SECOND" => (0, 1000),
        "MILLISECOND" => (0, 1),
        _ => (0, 0),
    };

    static (int Months, long Millis) Unit(FunctionCall call)
    {
        var size = Size(call.Symbol(0));
        return size == default ? throw call.Wrong(0, "YEAR, QUARTER, MONTH, WEEK, DAY, HOUR, MINUTE or SECOND") : size;
    }

    static Expression Add(FunctionCall call)
    {
        var (months, millis) = Unit(call);
        var time = call.Arguments[2].Type.Kind == TypeKind.Time ? call.Arguments[2] : Time(call, 2);
        if (time.Type.Kind == TypeKind.Date && months == 0 && millis < Calendar.DayMs) time = call.Binder.Cast(time, SqlType.Timestamp(6));
        var nullable = call.Arguments[1].Type.Nullable;
        Expression interval = months > 0
            ? new Unary<int, int, Times<int>>($"MONTHS[{months}]", new(TypeKind.IntervalYearMonth, nullable), call.Int(1), new(months))
            : new Unary<long, long, Times<long>>($"MILLIS[{millis}]", new(TypeKind.IntervalDaySecond, nullable), call.Long(1), new(millis));
        return IntervalArithmetic.Shift(time, ConstantFolder.Fold(interval), 1);
    }

    static Expression Time(FunctionCall call, int index) => call.Arguments[index].Type switch
    {
        { IsTimestamp: true } or { Kind: TypeKind.Date } => call.Arguments[index],
        _ => throw call.Wrong(index, "a DATE or TIMESTAMP"),
    };

    static Expression Difference(FunctionCall call)
    {
        var (months, millis) = Unit(call);
        var (from, to) = (Time(call, 1), Time(call, 2));
        var bothInstants = from.Type.Kind == TypeKind.TimestampLtz && to.Type.Kind == TypeKind.TimestampLtz;
        var type = TypeRules.NullableIfAny(SqlType.Int, [from, to]);
        var (start, end) = (Millis(from), Millis(to));
        return months > 0
            ? new Binary<long, long, int, MonthsBetween>($"TIMESTAMPDIFF[{call.Symbol(0)}]", type, start, end, new(months))
            : new Binary<long, long, int, UnitsBetween>($"TIMESTAMPDIFF[{call.Symbol(0)}]", type, start, end, new(millis));

        Expression Millis(Expression time) =>
            bothInstants ? TimeCasts.Millis(time) : call.Binder.Cast(time, SqlType.Timestamp(3));
    }
}

/// <summary>Whole units of a fixed length between two times, cut towards zero.</summary>
readonly struct UnitsBetween(long unit) : IBinaryOp<long, long, int>
{
    public int Apply(long from, long to) => unchecked((int)((to - from) / unit));
}

/// <summary>Whole calendar months (or several of them) between two times.</summary>
readonly struct MonthsBetween(int unit) : IBinaryOp<long, long, int>
{
    public int Apply(long from, long to)
    {
        var (fromDay, toDay) = (Calendar.FloorDiv(from, Calendar.DayMs), Calendar.FloorDiv(to, Calendar.DayMs));
        var months = toDay >= fromDay ? Count(fromDay, toDay) : -Count(toDay, fromDay);
        var lands = Calendar.AddMonths(fromDay, months);
        if (lands == toDay && to - toDay * Calendar.DayMs < from - fromDay * Calendar.DayMs) months--;
        return months / unit;
    }

    /// <summary>The greatest number of months that, added to the first day, does not go beyond the second.</summary>
    static int Count(long early, long late)
    {
        var (y1, m1, _) = Calendar.FromDays(early);
        var (y2, m2, _) = Calendar.FromDays(late);
        var months = (y2 - y1) * 12 + m2 - m1;
        return Calendar.AddMonths(early, months) > late ? months - 1 : months;
    }
}
