using System.Globalization;
using Tally.Engine.Columns;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Text;

/// <summary>INET_ATON and INET_NTOA: IPv4 addresses as numbers.</summary>
static class NetFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        new("INET_ATON", 1, 1, "INET_ATON(address)", "The number of an IPv4 address; NULL for what is none.", "INET_ATON('192.168.1.1')",
            call =>
            call.FixedResult<long>(SqlType.BigInt, [call.Text(0)], ToNumber)),
        new("INET_NTOA", 1, 1, "INET_NTOA(number)", "The IPv4 address of a number from 0 to 4294967295; NULL for others.",
            "INET_NTOA(3232235777)", call =>
            call.TextResult(SqlType.String, [call.Long(0)], ToAddress)),
    ];

    /// <summary>One to four numbers; the last one takes the room of those left out, but all are of a byte.</summary>
    static bool ToNumber(Column[] columns, int row, out long result)
    {
        result = 0;
        var text = columns[0].Text(row);
        var count = 0;
        Span<int> parts = stackalloc int[4];
        foreach (var range in text.Split((byte)'.'))
        {
            var part = text[range];
            if (count == 4 || part.Length is 0 or > 3 || part.ContainsAnyExceptInRange((byte)'0', (byte)'9')
                || !int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out parts[count]) || parts[count] > 255)
                    return false;
            count++;
        }
        for (var i = 0; i < count; i++) result |= (long)parts[i] << (i == count - 1 ? 0 : 24 - 8 * i);
        return count > 0;
    }

    static bool ToAddress(Column[] columns, int row, TextOutput output)
    {
        var number = columns[0].Long(row);
        if (number is < 0 or > uint.MaxValue) return false;
        output.Write(string.Create(CultureInfo.InvariantCulture,
            $"{number >> 24}.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"));
        return true;
    }
}
