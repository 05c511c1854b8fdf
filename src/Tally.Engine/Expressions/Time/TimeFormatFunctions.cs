using Tally.Engine.Columns;
using Tally.Engine.Expressions.Arithmetic;
using Tally.Engine.Expressions.Casting;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Time;

/// <summary>Times to text and back by Java's patterns: DATE_FORMAT, TO_TIMESTAMP, TO_DATE, FROM_UNIXTIME, UNIX_TIMESTAMP, CONVERT_TZ.</summary>
static class TimeFormatFunctions
{
    /// <summary>What Flink's UNIX_TIMESTAMP gives for text that it cannot read.</summary>
    const long Unreadable = long.MinValue;

    public static IEnumerable<FunctionDefinition> All =>
    [
        new("DATE_FORMAT", 2, 2, "DATE_FORMAT(time, pattern)", "The time as text by a pattern of Java.",
            "DATE_FORMAT(TIMESTAMP '2024-02-29 10:20:30', 'dd.MM.yyyy')", DateFormat),
        new("TO_TIMESTAMP", 1, 2, "TO_TIMESTAMP(text [, pattern])", "The TIMESTAMP that a text says; NULL when it says none.",
            "TO_TIMESTAMP('29.02.2024', 'dd.MM.yyyy')",
            call => call.FixedResult(SqlType.Timestamp(3), call.Texts(), () => ReadMillis(null))),
        new("TO_TIMESTAMP_LTZ", 1, 3, "TO_TIMESTAMP_LTZ(number [, precision]) or TO_TIMESTAMP_LTZ(text [, pattern [, zone]])",
            "The instant of a number of seconds (precision 0) or milliseconds (3), or of a text.", "TO_TIMESTAMP_LTZ(1709202030000, 3)", ToInstant),
        new("TO_DATE", 1, 2, "TO_DATE(text [, pattern])", "The DATE that a text says; NULL when it says none.", "TO_DATE('29.02.2024', 'dd.MM.yyyy')",
            call => call.FixedResult(SqlType.Date, call.Texts(), ReadDate)),
        new("FROM_UNIXTIME", 1, 2, "FROM_UNIXTIME(seconds [, pattern])", "Seconds since 1970 as text in the session time zone.",
            "FROM_UNIXTIME(1709202030)", FromUnixTime),
        new("UNIX_TIMESTAMP", 0, 2, "UNIX_TIMESTAMP([text [, pattern]])", "Seconds since 1970, now or of a text in the session time zone.",
            "UNIX_TIMESTAMP('2024-02-29 10:20:30')", UnixTimestamp),
        new("CONVERT_TZ", 3, 3, "CONVERT_TZ(text, from, to)", "A time as text moved from one time zone to another.",
            "CONVERT_TZ('1970-01-01 00:00:00', 'UTC', 'Asia/Shanghai')",
            call => call.TextResult(SqlType.String, call.Texts(), ConvertZone)),
    ];

    static LastValueCache<JavaPattern> Patterns() => new(JavaPattern.Parse);

    static JavaPattern PatternOf(LastValueCache<JavaPattern> patterns, Column[] columns, int index, int row) =>
        columns.Length > index ? patterns.Get(columns[index].Text(row)) : patterns.Get("yyyy-MM-dd HH:mm:ss"u8);

    static Expression DateFormat(FunctionCall call)
    {
        var time = call.Arguments[0];
        if (time.Type.IsText) return call.TextResult(SqlType.String, call.Texts(), FormatText);
        if (!time.Type.IsTimestamp) throw call.Wrong(0, "a TIMESTAMP or text");
        var local = call.Binder.Cast(time, SqlType.Timestamp(time.Type.Precision));
        return call.TextResult(SqlType.String, [local, call.Text(1)], () =>
        {
            var patterns = Patterns();
            return (columns, row, output) =>
            {
                var pattern = patterns.Get(columns[1].Text(row));
                if (columns[0] is Column<long> millis) pattern.WriteMillis(millis[row], output);
                else pattern.Write(columns[0].Wide(row), output);
                return true;
            };
        });
    }

    /// <summary>Text must be yyyy-MM-dd HH:mm:ss; what follows does not matter.</summary>
    static TextKernel FormatText()
    {
        var standard = JavaPattern.Parse("yyyy-MM-dd HH:mm:ss");
        var patterns = Patterns();
        return (columns, row, output) =>
        {
            if (!standard.TryRead(columns[0].Text(row), lenient: true, out var nanos)) return false;
            patterns.Get(columns[1].Text(row)).Write(nanos, output);
            return true;
        };
    }

    /// <summary>Milliseconds of a text by a pattern; plain text is read in any case. On the wall clock, or by a zone as an instant.</summary>
    static RowKernel<long> ReadMillis(ZoneRules? clock)
    {
        var patterns = Patterns();
        var clocks = new LastValueCache<ZoneRules>(Zone);
        return (Column[] columns, int row, out long result) =>
        {
            result = 0;
            var text = columns[0].Text(row);
            if (!PatternOf(patterns, columns, 1, row).TryRead(text, lenient: false, out var nanos) && !TimeText.TryTimestamp(text, out nanos))
                return false;
            result = (long)Calendar.FloorDiv(nanos, 1_000_000L);
            var zone = columns.Length == 3 ? clocks.Get(columns[2].Text(row)) : clock;
            if (zone is not null) result = zone.ToUtc(result);
            return true;
        };
    }

    static Expression ToInstant(FunctionCall call)
    {
        var type = SqlType.TimestampLtz(3);
        if (call.Arguments[0].Type.IsText) return call.FixedResult(type, call.Texts(), () => ReadMillis(new(TimeZoneInfo.Utc)));
        if (call.Count == 3) throw call.Wrong(0, "text");
        var precision = call.Count == 1 ? 3 : call.Int(1) is Literal { IsNull: false } literal ? literal.Value<int>() : throw call.Wrong(1, "0 or 3");
        if (precision is not (0 or 3)) throw call.Wrong($"the precision is {precision}, 0 (seconds) or 3 (milliseconds) is expected");
        var number = call.Number(0);
        if (!number.Type.IsInteger && precision == 0) number = Arithmetics.Create("*", number, Literal.Of(1000), call.Span, call.Binder);
        var millis = call.Binder.Cast(number, SqlType.BigInt);
        if (number.Type.IsInteger && precision == 0) millis = new Unary<long, long, Times<long>>("MILLIS", millis.Type, millis, new(1000));
        return new Reinterpret(millis, type);
    }

    static RowKernel<int> ReadDate()
    {
        var patterns = Patterns();
        return (Column[] columns, int row, out int result) =>
        {
            if (columns.Length == 1) return TimeText.TryDate(columns[0].Text(row), out result);
            var read = patterns.Get(columns[1].Text(row)).TryRead(columns[0].Text(row), lenient: false, out var nanos);
            result = (int)Calendar.FloorDiv(nanos, Calendar.DayMs * 1_000_000);
            return read;
        };
    }

    static Expression FromUnixTime(FunctionCall call)
    {
        Expression[] arguments = call.Count == 2 ? [call.Long(0), call.Text(1)] : [call.Long(0)];
        var clock = new ZoneRules(call.Binder.Context.TimeZone);
        return call.TextResult(SqlType.String, arguments, () =>
        {
            var patterns = Patterns();
            return (columns, row, output) =>
            {
                PatternOf(patterns, columns, 1, row).WriteMillis(clock.ToLocal(columns[0].Long(row) * 1000), output);
                return true;
            };
        });
    }

    static Expression UnixTimestamp(FunctionCall call)
    {
        if (call.Count == 0)
        {
            var now = new CurrentInstant("UNIX_TIMESTAMP", SqlType.TimestampLtz(3).WithNullable(false), call.Binder.Context.Clock);
            return new Unary<long, long, FieldOfMillis>("EXTRACT[EPOCH]", SqlType.BigInt.WithNullable(false), now, new(TimeUnit.Epoch, false));
        }
        var clock = new ZoneRules(call.Binder.Context.TimeZone);
        return call.FixedResult<long>(call.Nullable(SqlType.BigInt), call.Texts(), () =>
        {
            var patterns = Patterns();
            return (Column[] columns, int row, out long result) =>
            {
                result = PatternOf(patterns, columns, 1, row).TryRead(columns[0].Text(row), lenient: true, out var nanos)
                    ? clock.ToUtc((long)Calendar.FloorDiv(nanos, 1_000_000L)) / 1000
                    : Unreadable;
                return true;
            };
        });
    }

    static TextKernel ConvertZone()
    {
        var patterns = Patterns();
        var (from, to) = (new LastValueCache<ZoneRules>(Zone), new LastValueCache<ZoneRules>(Zone));
        return (columns, row, output) =>
        {
            var pattern = patterns.Get("yyyy-MM-dd HH:mm:ss"u8);
            if (!pattern.TryRead(columns[0].Text(row), lenient: false, out var nanos)) return false;
            var utc = from.Get(columns[1].Text(row)).ToUtc((long)Calendar.FloorDiv(nanos, 1_000_000L));
            pattern.WriteMillis(to.Get(columns[2].Text(row)).ToLocal(utc), output);
            return true;
        };
    }

    static ZoneRules Zone(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
        ? new(zone)
        : throw new EvaluationException($"there is no time zone '{name}'; write it as Europe/Paris or UTC");
}
