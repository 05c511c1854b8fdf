using Tally.Engine.Columns;
using Tally.Engine.Expressions.Arithmetic;
using Tally.Engine.Expressions.Casting;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Expressions.Kernels;
using Tally.Engine.Expressions.Time.Patterns;
using Tally.Engine.Sql;

namespace Tally.Engine.Expressions.Time;

/// <summary>Times to text and back by Java's patterns: DATE_FORMAT, TO_TIMESTAMP, TO_DATE, FROM_UNIXTIME, UNIX_TIMESTAMP,
/// CONVERT_TZ.</summary>
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
            ToTimestamp),
        new("TO_TIMESTAMP_LTZ", 1, 3, "TO_TIMESTAMP_LTZ(number [, precision]) or TO_TIMESTAMP_LTZ(text [, pattern [, zone]])",
            "The instant of a number of seconds (precision 0) or milliseconds (3), or of a text.", "TO_TIMESTAMP_LTZ(1709202030000, 3)",
            ToInstant),
        new("TO_DATE", 1, 2, "TO_DATE(text [, pattern])", "The DATE that a text says; NULL when it says none.",
            "TO_DATE('29.02.2024', 'dd.MM.yyyy')",
            ToDate),
        new("FROM_UNIXTIME", 1, 2, "FROM_UNIXTIME(seconds [, pattern])", "Seconds since 1970 as text in the session time zone.",
            "FROM_UNIXTIME(1709202030)", FromUnixTime),
        new("UNIX_TIMESTAMP", 0, 2, "UNIX_TIMESTAMP([text [, pattern]])", "Seconds since 1970, now or of a text in the session time zone.",
            "UNIX_TIMESTAMP('2024-02-29 10:20:30')", UnixTimestamp),
        new("CONVERT_TZ", 3, 3, "CONVERT_TZ(text, from, to)", "A time as text moved from one time zone to another.",
            "CONVERT_TZ('1970-01-01 00:00:00', 'UTC', 'Asia/Shanghai')",
            ConvertZone),
    ];

    static LastValueCache<JavaPattern> Modern() => new(pattern => JavaPattern.Parse(pattern, PatternStyle.Modern));

    static LastValueCache<JavaPattern> Legacy() => new(pattern => JavaPattern.Parse(pattern, PatternStyle.Legacy));

    /// <summary>Judges a constant pattern when the query is bound.</summary>
    static void CheckPattern(FunctionCall call, int index, PatternStyle style, bool hasZone)
    {
        if (call.Count <= index || call.ConstantText(index) is not { } text) return;
        try
        {
            if (JavaPattern.Parse(text, style).ZoneLetter is not '\0' and var letter && !hasZone)
                throw new SqlException(ErrorCode.EvaluationFailed, call.Span,
                    $"{call.Name}: the letter {letter} needs a time zone, and a TIMESTAMP has none");
        }
        catch (EvaluationException bad)
        {
            throw call.Wrong(bad.Message, "the letters are those of Java");
        }
    }

    /// <summary>The pattern of a row, or the usual one.</summary>
    static JavaPattern PatternOf(LastValueCache<JavaPattern> patterns, Column[] columns, int index, int row) =>
        columns.Length > index ? patterns.Get(columns[index].Text(row)) : patterns.Get("yyyy-MM-dd HH:mm:ss"u8);

    static Expression DateFormat(FunctionCall call)
    {
        var time = call.Arguments[0];
        CheckPattern(call, 1, time.Type.IsText ? PatternStyle.Legacy : PatternStyle.Modern, hasZone: time.Type.IsText);
        if (time.Type.IsText) return call.TextResult(SqlType.String, call.Texts(), () => FormatText(call.Binder.Context.TimeZone));
        if (!time.Type.IsTimestamp) throw call.Wrong(0, "a TIMESTAMP or text");
        var local = call.Binder.Cast(time, SqlType.Timestamp(time.Type.Precision));
        return call.TextResult(SqlType.String, [local, call.Text(1)], () =>
        {
            var patterns = Modern();
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
    static TextKernel FormatText(TimeZoneInfo zone)
    {
        var standard = JavaPattern.Parse("yyyy-MM-dd HH:mm:ss", PatternStyle.Legacy);
        var (patterns, clock) = (Legacy(), new ZoneRules(zone));
        return (columns, row, output) =>
        {
            if (!standard.TryRead(columns[0].Text(row), out var nanos, out _)) return false;
            var ms = (long)Calendar.FloorDiv(nanos, 1_000_000L);
            patterns.Get(columns[1].Text(row)).WriteMillis(ms, output, clock.At(clock.ToUtc(ms)));
            return true;
        };
    }

    /// <summary>Milliseconds of a text by a pattern; plain text is read in any case. On the wall clock as written (a zone in the text is
    /// only passed over), or by a zone as an instant.</summary>
    static RowKernel<long> ReadMillis(ZoneRules? clock)
    {
        var patterns = new LastValueCache<JavaPattern?>(TryModern);
        var clocks = new LastValueCache<ZoneRules>(Zone);
        return (Column[] columns, int row, out long result) =>
        {
            result = 0;
            var text = columns[0].Text(row);
            var pattern = columns.Length > 1 ? patterns.Get(columns[1].Text(row)) : null;
            if (columns.Length > 1 && pattern is null) return false;
            Int128 nanos = 0;
            var isRead = pattern is not null && pattern.TryRead(text, out nanos, out _);
            if (!isRead && !TimeText.TryTimestamp(text.Trim((byte)' '), out nanos)) return false;
            result = (long)Calendar.FloorDiv(nanos, 1_000_000L);
            var zone = columns.Length == 3 ? clocks.Get(columns[2].Text(row)) : clock;
            if (zone is not null) result = zone.ToUtc(result);
            return true;
        };
    }

    // As in Flink a pattern of a row that is none reads nothing.
    static JavaPattern? TryModern(string pattern)
    {
        try
        {
            return JavaPattern.Parse(pattern, PatternStyle.Modern);
        }
        catch (EvaluationException)
        {
            return null;
        }
    }

    static Expression ToTimestamp(FunctionCall call)
    {
        CheckPattern(call, 1, PatternStyle.Modern, hasZone: true);
        WarnOfZone(call);
        return call.FixedResult(SqlType.Timestamp(3), call.Texts(), () => ReadMillis(null));
    }

    /// <summary>An offset in the text is passed over, as in Flink: hardly ever what is meant.</summary>
    static void WarnOfZone(FunctionCall call)
    {
        if (call.Count < 2 || call.ConstantText(1) is not { } pattern || JavaPattern.Parse(pattern, PatternStyle.Modern).ZoneLetter == '\0')
            return;
        call.Warn(1, "the time zone in the text is read and then left out; TO_TIMESTAMP_LTZ(UNIX_TIMESTAMP(text, pattern), 0) keeps it");
    }

    static Expression ToInstant(FunctionCall call)
    {
        var type = SqlType.TimestampLtz(3);
        if (call.Arguments[0].Type.IsText)
        {
            CheckPattern(call, 1, PatternStyle.Modern, hasZone: true);
            WarnOfZone(call);
        }
        if (call.Arguments[0].Type.IsText) return call.FixedResult(type, call.Texts(), () => ReadMillis(new(TimeZoneInfo.Utc)));
        if (call.Count == 3) throw call.Wrong(0, "text");
        var precision =
            call.Count == 1 ? 3 : call.Int(1) is Literal { IsNull: false } literal ? literal.Value<int>() : throw call.Wrong(1, "0 or 3");
        if (precision is not (0 or 3)) throw call.Wrong($"the precision is {precision}, 0 (seconds) or 3 (milliseconds) is expected");
        var number = call.Number(0);
        if (!number.Type.IsInteger && precision == 0) number = Arithmetics.Create("*", number, Literal.Of(1000), call.Span, call.Binder);
        var millis = call.Binder.Cast(number, SqlType.BigInt);
        if (number.Type.IsInteger && precision == 0) millis = new Unary<long, long, Times<long>>("MILLIS", millis.Type, millis, new(1000));
        return new Reinterpret(millis, type);
    }

    static Expression ToDate(FunctionCall call)
    {
        CheckPattern(call, 1, PatternStyle.Legacy, hasZone: true);
        return call.FixedResult(SqlType.Date, call.Texts(), ReadDate);
    }

    static RowKernel<int> ReadDate()
    {
        var patterns = Legacy();
        return (Column[] columns, int row, out int result) => columns.Length == 1
            ? TimeText.TryDate(columns[0].Text(row), out result)
            : patterns.Get(columns[1].Text(row)).TryReadDate(columns[0].Text(row), out result);
    }

    static Expression FromUnixTime(FunctionCall call)
    {
        Expression[] arguments = call.Count == 2 ? [call.Long(0), call.Text(1)] : [call.Long(0)];
        CheckPattern(call, 1, PatternStyle.Legacy, hasZone: true);
        var clock = new ZoneRules(call.Binder.Context.TimeZone);
        return call.TextResult(SqlType.String, arguments, () =>
        {
            var patterns = Legacy();
            return (columns, row, output) =>
            {
                var ms = unchecked(columns[0].Long(row) * 1000);
                PatternOf(patterns, columns, 1, row).WriteMillis(clock.ToLocal(ms), output, clock.At(ms));
                return true;
            };
        });
    }

    static Expression UnixTimestamp(FunctionCall call)
    {
        if (call.Count == 0)
        {
            var now = new CurrentInstant("UNIX_TIMESTAMP", SqlType.TimestampLtz(3).WithNullable(false), call.Binder.Context.Clock);
            return new Unary<long, long, FieldOfMillis>("EXTRACT[EPOCH]", SqlType.BigInt.WithNullable(false), now,
                new(TimeUnit.Epoch, false));
        }
        CheckPattern(call, 1, PatternStyle.Legacy, hasZone: true);
        var clock = new ZoneRules(call.Binder.Context.TimeZone);
        return call.FixedResult<long>(call.Nullable(SqlType.BigInt), call.Texts(), () =>
        {
            var patterns = Legacy();
            return (Column[] columns, int row, out long result) =>
            {
                var found = PatternOf(patterns, columns, 1, row).TryRead(columns[0].Text(row), out var nanos, out var offset);
                var ms = (long)Calendar.FloorDiv(nanos, 1_000_000L);
                result = !found ? Unreadable : (offset is { } known ? ms - (long)known.TotalMilliseconds : clock.ToUtc(ms)) / 1000;
                return true;
            };
        });
    }

    static Expression ConvertZone(FunctionCall call)
    {
        foreach (var index in (int[])[1, 2])
            if (call.ConstantText(index) is { } name && ZoneNames.Find(name) is null)
                throw call.Wrong($"there is no time zone '{name}'", "write it as Europe/Paris, UTC or GMT+08:00; Flink would take UTC");
        return call.TextResult(SqlType.String, call.Texts(), ConvertZone);
    }

    /// <summary>Of an unknown zone in a column UTC is taken, as in Flink; a constant one is refused.</summary>
    static TextKernel ConvertZone()
    {
        var pattern = JavaPattern.Parse("yyyy-MM-dd HH:mm:ss", PatternStyle.Legacy);
        var (from, to) = (new LastValueCache<ZoneRules>(AnyZone), new LastValueCache<ZoneRules>(AnyZone));
        return (columns, row, output) =>
        {
            if (!pattern.TryRead(columns[0].Text(row), out var nanos, out _)) return false;
            var utc = from.Get(columns[1].Text(row)).ToUtc((long)Calendar.FloorDiv(nanos, 1_000_000L));
            pattern.WriteMillis(to.Get(columns[2].Text(row)).ToLocal(utc), output);
            return true;
        };
    }

    static ZoneRules AnyZone(string name) => new(ZoneNames.Find(name) ?? TimeZoneInfo.Utc);

    static ZoneRules Zone(string name) => ZoneNames.Find(name) is { } zone
        ? new(zone)
        : throw new EvaluationException($"there is no time zone '{name}'; write it as Europe/Paris, UTC or GMT+08:00");
}
