using System.Text;

namespace Tally.Log.Embedded;

/// <summary>What a source may hand in, and what of it is new.</summary>
static class SourceRules
{
    const int MaxNameSizeBytes = 1024;

    /// <summary>Refuses a name that cannot be stored, and positions that decrease.</summary>
    /// <exception cref="LogException">With <see cref="LogErrorKind.Invalid"/>.</exception>
    public static void Check(string source, RecordBlock records)
    {
        if (source.Length == 0 || Encoding.UTF8.GetByteCount(source) > MaxNameSizeBytes)
            throw new LogException(LogErrorKind.Invalid, $"The source '{source}' must have 1 to {MaxNameSizeBytes} bytes in UTF-8.");
        var previous = 0L;
        foreach (var position in records.Positions.AsSpan(0, records.Count))
        {
            if (position < previous)
                throw new LogException(LogErrorKind.Invalid,
                    $"Position {position} of source '{source}' follows {previous}: positions start at 0 and never decrease.");
            previous = position;
        }
    }

    /// <summary>The index of the first record behind the last position stored; the count when there is none.</summary>
    public static int FirstNew(RecordBlock records, long lastPosition)
    {
        var first = 0;
        while (first < records.Count && records.Positions[first] <= lastPosition) first++;
        return first;
    }
}
