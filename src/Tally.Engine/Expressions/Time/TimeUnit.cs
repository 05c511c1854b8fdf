namespace Tally.Engine.Expressions.Time;

/// <summary>The units and parts of time that have a name in SQL.</summary>
enum TimeUnit
{
    Millennium,
    Century,
    Decade,
    Year,
    IsoYear,
    Quarter,
    Month,
    Week,
    Day,
    Doy,
    Dow,
    IsoDow,
    Hour,
    Minute,
    Second,
    Millisecond,
    Microsecond,
    Nanosecond,
    Epoch,
}
