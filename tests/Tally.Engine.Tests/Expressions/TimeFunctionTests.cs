using Tally.Engine.Columns;
using Tally.Engine.Expressions.Time;
using Tally.Engine.Sql;
using Xunit;

namespace Tally.Engine.Tests.Expressions;

/// <summary>Time functions, patterns, intervals and zones.</summary>
public sealed class TimeFunctionTests
{
    const string Leap = "TIMESTAMP '2024-02-29 23:59:59.999'";

    [Theory]
    [InlineData("EXTRACT(WEEK FROM DATE '2021-01-03')", "53")]
    [InlineData("EXTRACT(ISOYEAR FROM DATE '2024-12-31')", "2025")]
    [InlineData("EXTRACT(DOW FROM DATE '2024-02-29')", "5")]
    [InlineData("EXTRACT(EPOCH FROM TIMESTAMP '1969-12-31 23:59:59')", "-1")]
    [InlineData("YEAR(TIMESTAMP '1969-12-31 23:59:59.999')", "1969")]
    [InlineData("EXTRACT(MILLISECOND FROM " + Leap + ")", "999")]
    [InlineData("EXTRACT(MICROSECOND FROM TIMESTAMP '2024-01-01 00:00:00.123456')", "123456")]
    [InlineData("EXTRACT(CENTURY FROM DATE '2000-12-31')", "20")]
    [InlineData("HOUR(TIME '10:20:30')", "10")]
    [InlineData("FLOOR(" + Leap + " TO WEEK)", "2024-02-25 00:00:00.000")]
    [InlineData("CEIL(" + Leap + " TO MONTH)", "2024-03-01 00:00:00.000")]
    [InlineData("FLOOR(TIMESTAMP '1969-12-31 23:59:59.999' TO MONTH)", "1969-12-01 00:00:00.000")]
    [InlineData("CEIL(DATE '2024-01-01' TO YEAR)", "2024-01-01")]
    [InlineData("FLOOR(DATE '2024-08-15' TO QUARTER)", "2024-07-01")]
    [InlineData("TIMESTAMP '2024-01-31 00:00:00' + INTERVAL '1' MONTH", "2024-02-29 00:00:00")]
    [InlineData("DATE '2024-03-31' - INTERVAL '1' MONTH", "2024-02-29")]
    [InlineData("DATE '2024-03-01' - INTERVAL '1' DAY", "2024-02-29")]
    [InlineData("INTERVAL '1' HOUR + TIMESTAMP '2024-02-28 23:30:00'", "2024-02-29 00:30:00")]
    [InlineData("TIME '23:30:00' + INTERVAL '1' HOUR", "00:30:00")]
    [InlineData("TIMESTAMP '2024-01-01 00:00:00.123456' + INTERVAL '0.5' SECOND", "2024-01-01 00:00:00.623456")]
    [InlineData("DATE '2024-02-28' + INTERVAL '1' DAY * 2", "2024-03-01")]
    [InlineData("TIMESTAMPADD(QUARTER, 1, DATE '2024-11-30')", "2025-02-28")]
    [InlineData("TIMESTAMPDIFF(MONTH, TIMESTAMP '2023-01-31 00:00:00', TIMESTAMP '2023-02-28 00:00:00')", "1")]
    [InlineData("TIMESTAMPDIFF(MONTH, TIMESTAMP '2024-01-07 12:00:00', TIMESTAMP '2024-01-07 11:00:00')", "-1")]
    [InlineData("TIMESTAMPDIFF(YEAR, DATE '2024-02-29', DATE '2023-02-28')", "-1")]
    [InlineData("TIMESTAMPDIFF(HOUR, TIMESTAMP '2024-01-01 00:00:00', TIMESTAMP '2023-12-31 22:30:00')", "-1")]
    [InlineData("DATE_FORMAT(" + Leap + ", 'EEEE, d MMMM yyyy h:mm a')", "Thursday, 29 February 2024 11:59 PM")]
    [InlineData("DATE_FORMAT(" + Leap + ", 'yy''T''DDD.SSS')", "24T060.999")]
    [InlineData("TO_TIMESTAMP('2024-02-29 10:20:30')", "2024-02-29 10:20:30.000")]
    [InlineData("TO_TIMESTAMP('29/02/2024 10:20', 'dd/MM/yyyy HH:mm')", "2024-02-29 10:20:00.000")]
    [InlineData("TO_TIMESTAMP('2024-02-30 10:20:30')", "NULL")]
    [InlineData("TO_TIMESTAMP('20240229', 'yyyyMMdd')", "2024-02-29 00:00:00.000")]
    [InlineData("TO_TIMESTAMP('Feb 29 2024 01:05 PM', 'MMM dd yyyy hh:mm a')", "2024-02-29 13:05:00.000")]
    [InlineData("TO_DATE('29.02.2024', 'dd.MM.yyyy')", "2024-02-29")]
    [InlineData("DATE_FORMAT('2024-2-9 1:2:3.9', 'yyyy-MM-dd HH:mm:ss.SSS')", "2024-02-09 01:02:03.000")]
    [InlineData("DATE_FORMAT('2024-02-09', 'yyyy')", "NULL")]
    [InlineData("TO_DATE('29.02.2023', 'dd.MM.yyyy')", "NULL")]
    [InlineData("TO_TIMESTAMP_LTZ(1709202030123, 3)", "2024-02-29 10:20:30.123")]
    [InlineData("TO_TIMESTAMP_LTZ(1709202030, 0)", "2024-02-29 10:20:30.000")]
    [InlineData("TO_TIMESTAMP_LTZ(-1, 3)", "1969-12-31 23:59:59.999")]
    [InlineData("FROM_UNIXTIME(1709202030, 'yyyy/MM/dd HH')", "2024/02/29 10")]
    [InlineData("UNIX_TIMESTAMP('2024-02-29 10:20:30')", "1709202030")]
    [InlineData("CONVERT_TZ('1970-01-01 00:00:00', 'UTC', 'Asia/Shanghai')", "1970-01-01 08:00:00")]
    public void Results_are_those_of_Flink(string sql, string value) => Assert.Equal(value, Eval.Empty.Value(sql));

    [Theory]
    [InlineData("ts + INTERVAL '1' DAY", "TIMESTAMP(3)")]
    [InlineData("TIMESTAMPDIFF(DAY, ts, ts)", "INT")]
    [InlineData("EXTRACT(DAY FROM ts)", "BIGINT")]
    [InlineData("TO_TIMESTAMP('x')", "TIMESTAMP(3)")]
    [InlineData("CURRENT_TIMESTAMP", "TIMESTAMP_LTZ(3) NOT NULL")]
    [InlineData("LOCALTIMESTAMP", "TIMESTAMP(3) NOT NULL")]
    [InlineData("CURRENT_DATE", "DATE NOT NULL")]
    [InlineData("UNIX_TIMESTAMP()", "BIGINT NOT NULL")]
    public void Types_are_those_of_Flink(string sql, string type) =>
        Assert.Equal(type, new Eval().With("ts", SqlType.Timestamp(3), "2024-01-01 00:00:00").Type(sql));

    [Theory]
    [InlineData("DATE_FORMAT(DATE '2024-01-01', 'yyyy')")]
    [InlineData("YEAR('2024-01-01')")]
    [InlineData("EXTRACT(HOUR FROM INTERVAL '1' MONTH)")]
    [InlineData("TO_TIMESTAMP_LTZ(1, 6)")]
    public void Wrong_arguments_are_refused(string sql) => Assert.Equal(ErrorCode.BadArgument, Eval.Empty.Refused(sql).Code);

    [Fact]
    public void A_day_later_is_24_hours_even_when_clocks_change()
    {
        var rows = Eval.Zone("America/New_York").With("lz", SqlType.TimestampLtz(3), "2024-03-09 12:00:00", "2024-11-02 12:00:00");
        Assert.Equal(["2024-03-10 13:00:00.000", "2024-11-03 11:00:00.000"], rows.Values("lz + INTERVAL '1' DAY"));
        Assert.Equal(["2024-03-09 00:00:00.000", "2024-11-02 00:00:00.000"], rows.Values("FLOOR(lz TO DAY)"));
        Assert.Equal(["12", "12"], rows.Values("HOUR(lz)"));
    }

    [Theory]
    [InlineData("Asia/Shanghai")]
    [InlineData("America/New_York")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Asia/Kolkata")]
    [InlineData("Europe/London")]
    public void Zones_convert_as_the_system_does(string name)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
        var clock = new ZoneRules(zone);
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var instant = DateTime.UnixEpoch.AddMilliseconds(random.NextInt64(0, 2_500_000_000_000));
            var utcMs = (long)(instant - DateTime.UnixEpoch).TotalMilliseconds;
            var localMs = utcMs + (long)zone.GetUtcOffset(instant).TotalMilliseconds;
            Assert.Equal(localMs, clock.ToLocal(utcMs));
            var back = clock.ToUtc(localMs);
            Assert.Equal(localMs, clock.ToLocal(back));
            Assert.True(back <= utcMs, "an ambiguous wall-clock time is the earlier instant");
        }
    }

    [Fact]
    public void The_calendar_agrees_with_the_system()
    {
        for (var day = -719_162; day < 2_932_896; day += 37)
        {
            var date = DateOnly.FromDayNumber(day + 719_162);
            Assert.Equal((date.Year, date.Month, date.Day), Calendar.FromDays(day));
            Assert.Equal(day, Calendar.ToDays(date.Year, date.Month, date.Day));
            Assert.Equal(date.DayOfYear, Calendar.DayOfYear(day));
            Assert.Equal(((int)date.DayOfWeek + 6) % 7 + 1, Calendar.IsoDayOfWeek(day));
            var time = date.ToDateTime(default);
            Assert.Equal(
                (System.Globalization.ISOWeek.GetYear(time), System.Globalization.ISOWeek.GetWeekOfYear(time)),
                Calendar.IsoWeek(day)
            );
        }
    }
}
