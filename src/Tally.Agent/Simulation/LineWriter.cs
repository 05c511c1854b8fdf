using System.Buffers;
using System.Globalization;
using System.Text;
using Tally.Engine.Catalog;

namespace Tally.Agent.Simulation;

/// <summary>Writes the events that concern one log as its lines.</summary>
public abstract class LineWriter
{
    /// <summary>Whether the event has a line in this log.</summary>
    public abstract bool Takes(ShopEventKind kind);

    /// <summary>Writes the line with its line end.</summary>
    public abstract void Write(in ShopEvent shopEvent, IBufferWriter<byte> output);

    /// <summary>The writer of a kind of log.</summary>
    /// <param name="kind">orders or access.</param>
    /// <param name="format">json or order-log for orders, combined for access.</param>
    public static LineWriter For(string kind, string? format, TimeZoneInfo timeZone) => (kind, format) switch
    {
        ("orders", null or "json") => new OrderLineWriter(),
        ("orders", "order-log") => new OrderLogLineWriter(timeZone),
        ("access", null or "combined") => new AccessLineWriter(timeZone),
        _ =>
            throw new OptionException(
                $"there is no format '{format}' for {kind}: orders are written as json or order-log, access as combined"),
    };

    protected static void Put(IBufferWriter<byte> output, string text)
    {
        var span = output.GetSpan(text.Length * 3);
        output.Advance(Encoding.UTF8.GetBytes(text, span));
    }

    protected static void Put(IBufferWriter<byte> output, ReadOnlySpan<byte> text) => output.Write(text);

    protected static void Put(IBufferWriter<byte> output, long value)
    {
        value.TryFormat(output.GetSpan(20), out var written, default, CultureInfo.InvariantCulture);
        output.Advance(written);
    }

    /// <summary>Hundredths as a number with two decimals.</summary>
    protected static void PutCents(IBufferWriter<byte> output, long cents)
    {
        Put(output, cents / 100);
        PutPadded(output, cents % 100, 2, '.');
    }

    protected static void PutPadded(IBufferWriter<byte> output, long value, int digits, char before)
    {
        var span = output.GetSpan(digits + 1);
        span[0] = (byte)before;
        for (var i = digits; i > 0; i--, value /= 10) span[i] = (byte)('0' + value % 10);
        output.Advance(digits + 1);
    }

    /// <summary>yyyy-MM-dd HH:mm:ss.fff</summary>
    protected static void PutTimestamp(IBufferWriter<byte> output, DateTimeOffset time)
    {
        PutPadded(output, time.Year / 100, 1, (char)('0' + time.Year / 1000));
        PutPadded(output, time.Year % 100, 1, (char)('0' + time.Year / 10 % 10));
        PutPadded(output, time.Month, 2, '-');
        PutPadded(output, time.Day, 2, '-');
        PutPadded(output, time.Hour, 2, ' ');
        PutPadded(output, time.Minute, 2, ':');
        PutPadded(output, time.Second, 2, ':');
        PutPadded(output, time.Millisecond, 3, '.');
    }

    protected static void PutTime(IBufferWriter<byte> output, DateTimeOffset time, string format)
    {
        Span<char> text = stackalloc char[40];
        time.TryFormat(text, out var written, format, CultureInfo.InvariantCulture);
        var span = output.GetSpan(written);
        output.Advance(Encoding.ASCII.GetBytes(text[..written], span));
    }
}
