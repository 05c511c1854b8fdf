using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Time;

/// <summary>A time in milliseconds plus or minus an interval in milliseconds.</summary>
readonly struct ShiftMillis(int sign) : IBinaryOp<long, long, long>
{
    public long Apply(long left, long right) => unchecked(left + sign * right);
}

/// <summary>A time in nanoseconds plus or minus an interval in milliseconds.</summary>
readonly struct ShiftNanos(int sign) : IBinaryOp<Int128, long, Int128>
{
    public Int128 Apply(Int128 left, long right) => left + (Int128)right * (sign * 1_000_000);
}

/// <summary>A DATE plus or minus whole days given in milliseconds.</summary>
readonly struct ShiftDays(int sign) : IBinaryOp<int, long, int>
{
    public int Apply(int left, long right) => (int)(left + sign * (right / Calendar.DayMs));
}

/// <summary>A time of day plus or minus an interval, around the clock.</summary>
readonly struct ShiftTimeOfDay(int sign) : IBinaryOp<int, long, int>
{
    public int Apply(int left, long right) => (int)Calendar.FloorMod(left + sign * (right % Calendar.DayMs), Calendar.DayMs);
}

/// <summary>A DATE plus or minus months; the day is cut to the length of the month.</summary>
readonly struct ShiftDateMonths(int sign) : IBinaryOp<int, int, int>
{
    public int Apply(int left, int right) => (int)Calendar.AddMonths(left, (long)sign * right);
}

/// <summary>A time in milliseconds plus or minus months.</summary>
readonly struct ShiftMonths(int sign) : IBinaryOp<long, int, long>
{
    public long Apply(long left, int right)
    {
        var days = Calendar.FloorDiv(left, Calendar.DayMs);
        return left + (Calendar.AddMonths(days, (long)sign * right) - days) * Calendar.DayMs;
    }
}

/// <summary>A time in nanoseconds plus or minus months.</summary>
readonly struct ShiftNanosMonths(int sign) : IBinaryOp<Int128, int, Int128>
{
    public Int128 Apply(Int128 left, int right)
    {
        var days = (long)Calendar.FloorDiv(left, Calendar.DayMs * 1_000_000);
        return left + (Int128)(Calendar.AddMonths(days, (long)sign * right) - days) * (Calendar.DayMs * 1_000_000);
    }
}

/// <summary>A number times a constant, wrapping around.</summary>
readonly struct Times<T>(T factor) : IUnaryOp<T, T> where T : System.Numerics.INumber<T>
{
    public T Apply(T value) => unchecked(value * factor);
}
