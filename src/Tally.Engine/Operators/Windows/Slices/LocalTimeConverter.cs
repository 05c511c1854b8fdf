namespace Tally.Engine.Operators.Windows.Slices;

/// <summary>Converts between instants and the local wall clock of a zone, and says how far local time has surely come. Belongs to one
/// thread.</summary>
/// <remarks>
/// Windows over TIMESTAMP_LTZ live on the wall clock. A repeated hour (autumn) is one local hour: it is over after the second pass. A
/// skipped
/// hour (spring) has no instant of its own: it is over at the first instant behind it. So "the instant at which local time t is over" grows
/// with t, and a watermark can be turned once into local time (<see cref="Progress"/>); everything else compares local times.
/// </remarks>
public sealed class LocalTimeConverter(TimeZoneInfo? zone)
{
    const long NoZoneYet = long.MaxValue;
    const long ProbeMs = 6 * 3_600_000;
    const long ReachMs = 60L * 86_400_000;

    readonly List<(long From, long Until, long Offset)> _spans = [];

    // Instants from _from up to _until share _offset.
    long _from = NoZoneYet;
    long _until;
    long _offset;

    /// <summary>The local time of an instant.</summary>
    public long ToLocal(long instantMs)
    {
        if (zone is null || instantMs is long.MinValue or long.MaxValue) return instantMs;
        if (instantMs < _from || instantMs >= _until) FindSpan(instantMs);
        return instantMs + _offset;
    }

    /// <summary>The local times of instants.</summary>
    public void ToLocal(ReadOnlySpan<long> instantsMs, Span<long> localMs)
    {
        if (zone is null)
        {
            instantsMs.CopyTo(localMs);
            return;
        }
        for (var i = 0; i < instantsMs.Length; i++)
        {
            var instant = instantsMs[i];
            if (instant < _from || instant >= _until) FindSpan(instant);
            localMs[i] = instant + _offset;
        }
    }

    /// <summary>What makes local times of all instants from one to another; null when that changes between them.</summary>
    public long? OffsetOver(long leastMs, long greatestMs)
    {
        if (zone is null) return 0;
        if (leastMs < _from || leastMs >= _until) FindSpan(leastMs);
        return greatestMs < _until ? _offset : null;
    }

    /// <summary>The greatest local time that is over for good when the watermark stands at this instant.</summary>
    public long Progress(long watermarkMs)
    {
        if (zone is null || watermarkMs is long.MinValue or long.MaxValue) return watermarkMs;
        var local = ToLocal(watermarkMs);
        var turn = _until;
        var ahead = OffsetAt(turn);
        // In the first pass of a repeated hour: what comes again is not over.
        if (ahead < _offset && local >= turn + ahead) return turn + ahead - 1;
        return local;
    }

    /// <summary>The instant of a local time: the first of two; for a skipped time as far behind the change as it lies in the gap.</summary>
    public long ToInstant(long localMs)
    {
        if (zone is null) return localMs;
        var early = localMs - OffsetAt(localMs - 86_400_000);
        if (ToLocal(early) == localMs) return early;
        var late = localMs - OffsetAt(localMs + 86_400_000);
        return ToLocal(late) == localMs ? late : early;
    }

    long OffsetAt(long instantMs)
    {
        var clamped = Math.Clamp(instantMs, DateTimeOffset.MinValue.ToUnixTimeMilliseconds() + ReachMs,
            DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() - ReachMs);
        return (long)zone!.GetUtcOffset(DateTimeOffset.FromUnixTimeMilliseconds(clamped)).TotalMilliseconds;
    }

    void FindSpan(long instantMs)
    {
        foreach (var span in _spans)
        {
            if (instantMs < span.From || instantMs >= span.Until) continue;
            (_from, _until, _offset) = span;
            return;
        }
        _offset = OffsetAt(instantMs);
        _from = Edge(instantMs, -ProbeMs);
        _until = Edge(instantMs, ProbeMs);
        _spans.Add((_from, _until, _offset));
    }

    // Walks until the offset changes, then halves the last stride; stops after 60 days without a change.
    long Edge(long instantMs, long strideMs)
    {
        var same = instantMs;
        var other = instantMs + strideMs;
        while (OffsetAt(other) == _offset)
        {
            if (Math.Abs(other - instantMs) > ReachMs) return strideMs > 0 ? other : same;
            same = other;
            other += strideMs;
        }
        while (Math.Abs(other - same) > 1)
        {
            var middle = same + (other - same) / 2;
            if (OffsetAt(middle) == _offset) same = middle;
            else other = middle;
        }
        return strideMs > 0 ? other : same;
    }
}
