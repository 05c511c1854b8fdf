using System.Buffers.Text;

namespace Tally.Engine.Expressions.Time;

/// <summary>Intervals as text: +1-02 for years and months, +1 02:03:04.500 for days to seconds.</summary>
static class IntervalText
{
    public static int WriteMonths(long months, Span<byte> output)
    {
        output[0] = (byte)(months < 0 ? '-' : '+');
        Utf8Formatter.TryFormat(Math.Abs(months) / 12, output[1..], out var written);
        output[1 + written] = (byte)'-';
        return 2 + written + TimeText.WriteDigits((int)(Math.Abs(months) % 12), 2, output[(2 + written)..]);
    }

    public static int WriteMillis(long ms, Span<byte> output)
    {
        output[0] = (byte)(ms < 0 ? '-' : '+');
        var days = Math.Abs(ms / Calendar.DayMs);
        Utf8Formatter.TryFormat(days, output[1..], out var written);
        output[1 + written] = (byte)' ';
        return 2 + written + TimeText.WriteTime(Math.Abs(ms % Calendar.DayMs) * 1_000_000, 3, output[(2 + written)..]);
    }
}
