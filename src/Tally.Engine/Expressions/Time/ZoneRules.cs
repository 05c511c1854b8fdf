using System.Collections.Concurrent;

namespace Tally.Engine.Expressions.Time;

/// <summary>Converts between instants and the wall clock of a time zone; fast while the times stay between two changes of the
/// clock.</summary>
/// <remarks>
/// A wall-clock time that happens twice is the earlier instant; one that is skipped moves on by the length of the gap.
/// Any thread may use it: what it remembers is replaced whole.
/// </remarks>
sealed class ZoneRules(TimeZoneInfo zone)
{
    static readonly long LeastMs = ToMs(DateTime.MinValue.AddDays(2));
    static readonly long MostMs = ToMs(DateTime.MaxValue.AddDays(-2));

    readonly ConcurrentDictionary<int, Segment[]> _years = [];
    Segment _utc = Segment.None;
    Segment _local = Segment.None;

    /// <summary>A stretch of instants, or of wall-clock times, with one offset.</summary>
    sealed record Segment(long From, long To, long OffsetMs)
    {
        public static readonly Segment None = new(0, 0, 0);
    }

    public TimeZoneInfo Zone { get; } = zone;

    /// <summary>The zone at an instant, in milliseconds since 1970.</summary>
    internal Patterns.ZoneMoment At(long utcMs)
    {
        var offset = TimeSpan.FromMilliseconds(ToLocal(utcMs) - utcMs);
        return new(Zone, offset, offset != Zone.BaseUtcOffset);
    }

    /// <summary>The wall clock at an instant, both in milliseconds since 1970.</summary>
    public long ToLocal(long utcMs)
    {
        var segment = _utc;
        if (utcMs < segment.From || utcMs >= segment.To) _utc = segment = FindInstant(utcMs);
        return utcMs + segment.OffsetMs;
    }

    /// <summary>The instant of a wall-clock time, both in milliseconds since 1970.</summary>
    public long ToUtc(long localMs)
    {
        var segment = _local;
        if (localMs < segment.From || localMs >= segment.To) _local = segment = FindLocal(localMs);
        return localMs - segment.OffsetMs;
    }

    Segment FindInstant(long utcMs)
    {
        if (Beyond(utcMs) is { } far) return far;
        foreach (var segment in Year(utcMs))
            if (utcMs < segment.To) return segment;
        throw new InvalidOperationException("a year's segments cover it");
    }

    /// <summary>Before the year 1 and after 9999 the offset is that of the nearest day.</summary>
    Segment? Beyond(long ms) =>
        ms < LeastMs ? new(long.MinValue, LeastMs, Offset(LeastMs)) : ms > MostMs ? new(MostMs + 1, long.MaxValue, Offset(MostMs)) : null;

    Segment FindLocal(long localMs)
    {
        // The instant lies within a day and a half of the wall clock, so never in the first or last stretch of three years;
        // on the wall clock a stretch ends where the later of the two readings of its end stands.
        if (Beyond(localMs) is { } far) return far;
        var year = YearOf(localMs);
        Segment[] around = [.. Segments(year - 1), .. Segments(year), .. Segments(year + 1)];
        var from = around[0].From;
        for (var i = 0; i + 1 < around.Length; i++)
        {
            var to = around[i].To + Math.Max(around[i].OffsetMs, around[i + 1].OffsetMs);
            if (localMs < to) return new(from, to, around[i].OffsetMs);
            from = to;
        }
        return around[^1];
    }

    static int YearOf(long ms) => Calendar.FromDays(Calendar.FloorDiv(ms, Calendar.DayMs)).Year;

    Segment[] Year(long utcMs) => Segments(YearOf(utcMs));

    /// <summary>The stretches of one offset of a year, in order.</summary>
    Segment[] Segments(int year) => _years.GetOrAdd(year, Find);

    Segment[] Find(int year)
    {
        var (from, end) = (Calendar.ToDays(year, 1, 1) * Calendar.DayMs, Calendar.ToDays(year + 1, 1, 1) * Calendar.DayMs);
        var segments = new List<Segment>();
        for (var day = from; day < end; day += Calendar.DayMs)
        {
            var last = Math.Min(day + Calendar.DayMs, end - 1);
            if (Offset(day) == Offset(last)) continue;
            var change = FindChange(day, last);
            segments.Add(new(from, change, Offset(day)));
            from = change;
        }
        segments.Add(new(from, end, Offset(end - 1)));
        return [.. segments];
    }

    /// <summary>The first millisecond after <paramref name="low"/> with the offset that holds at <paramref name="high"/>.</summary>
    long FindChange(long low, long high)
    {
        var before = Offset(low);
        while (high - low > 1)
        {
            var middle = low + (high - low) / 2;
            if (Offset(middle) == before) low = middle;
            else high = middle;
        }
        return high;
    }

    long Offset(long utcMs)
    {
        var instant = DateTime.UnixEpoch.AddMilliseconds(Math.Clamp(utcMs, LeastMs, MostMs));
        return (long)Zone.GetUtcOffset(instant).TotalMilliseconds;
    }

    static long ToMs(DateTime time) => (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;
}
