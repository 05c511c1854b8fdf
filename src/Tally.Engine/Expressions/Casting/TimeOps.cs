using Tally.Engine.Columns;
using Tally.Engine.Expressions.Kernels;
using Tally.Engine.Expressions.Time;

namespace Tally.Engine.Expressions.Casting;

/// <summary>A TIMESTAMP of milliseconds cut to fewer digits, by the length of a unit in milliseconds.</summary>
readonly struct CutMillis(long unit) : IUnaryOp<long, long>
{
    public long Apply(long value) => Calendar.FloorDiv(value, unit) * unit;
}

/// <summary>A TIMESTAMP of nanoseconds cut to fewer digits.</summary>
readonly struct CutNanos(long unit) : IUnaryOp<Int128, Int128>
{
    public Int128 Apply(Int128 value) => Calendar.FloorDiv(value, unit) * unit;
}

readonly struct MillisToNanos : IUnaryOp<long, Int128>
{
    public Int128 Apply(long value) => (Int128)value * 1_000_000;
}

readonly struct NanosToMillis : IUnaryOp<Int128, long>
{
    public long Apply(Int128 value) => (long)Calendar.FloorDiv(value, 1_000_000L);
}

/// <summary>Whole days of a TIMESTAMP of milliseconds.</summary>
readonly struct MillisToDays : IUnaryOp<long, int>
{
    public int Apply(long value) => (int)Calendar.FloorDiv(value, Calendar.DayMs);
}

/// <summary>The time of day of a TIMESTAMP of milliseconds.</summary>
readonly struct MillisToTime : IUnaryOp<long, int>
{
    public int Apply(long value) => (int)Calendar.FloorMod(value, Calendar.DayMs);
}

readonly struct DaysToMillis : IUnaryOp<int, long>
{
    public long Apply(int value) => value * Calendar.DayMs;
}

readonly struct TimeToMillis : IUnaryOp<int, long>
{
    public long Apply(int value) => value;
}

/// <summary>From an instant to the wall clock of a zone, or back, in milliseconds.</summary>
readonly struct ZoneMillis(ZoneRules clock, bool toLocal) : IUnaryOp<long, long>
{
    public long Apply(long value) => toLocal ? clock.ToLocal(value) : clock.ToUtc(value);
}

/// <summary>The same in nanoseconds.</summary>
readonly struct ZoneNanos(ZoneRules clock, bool toLocal) : IUnaryOp<Int128, Int128>
{
    public Int128 Apply(Int128 value)
    {
        var ms = (long)Calendar.FloorDiv(value, 1_000_000L);
        return value + (Int128)((toLocal ? clock.ToLocal(ms) : clock.ToUtc(ms)) - ms) * 1_000_000;
    }
}
