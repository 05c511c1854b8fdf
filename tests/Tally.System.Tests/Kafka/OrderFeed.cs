using System.Globalization;
using System.Text;

namespace Tally.System.Tests.Kafka;

/// <summary>Orders that a shop writes into a log file that rotates, and what must come of them.</summary>
sealed class OrderFeed(string folder, int count)
{
    const int RotateAfter = 4000, StepMs = 10;

    static readonly DateTime s_start = new(2025, 11, 11, 0, 0, 0, DateTimeKind.Utc);

    int _written;
    int _inFile;
    int _rotations;

    public int Count => count;

    /// <summary>The row of the view totals when everything is there once.</summary>
    public string Totals => string.Create(CultureInfo.InvariantCulture, $"{count},{Enumerable.Range(0, count).Sum(AmountOf):0.00},{count}");

    /// <summary>The rows of the view per_minute: start, orders, gmv.</summary>
    public List<string> Minutes =>
        [
            .. Enumerable
                .Range(0, count)
                .GroupBy(index => index * StepMs / 60_000)
                .Select(minute =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{s_start.AddMinutes(minute.Key):yyyy-MM-dd HH:mm:ss.fff},{minute.Count()},{minute.Sum(AmountOf):0.00}"
                    )
                ),
        ];

    /// <summary>Writes the orders up to a part of the whole, 0 to 1.</summary>
    public void WriteUpTo(double part)
    {
        Directory.CreateDirectory(Path.Combine(folder, "logs"));
        var to = (int)(count * Math.Min(1, part));
        while (_written < to)
        {
            var more = Math.Min(to - _written, RotateAfter - _inFile);
            File.AppendAllText(PathOf(""), string.Concat(Enumerable.Range(_written, more).Select(LineOf)));
            (_written, _inFile) = (_written + more, _inFile + more);
            if (_inFile < RotateAfter) continue;
            for (var number = _rotations; number > 0; number--) File.Move(PathOf($".{number}"), PathOf($".{number + 1}"));
            File.Move(PathOf(""), PathOf(".1"));
            (_rotations, _inFile) = (_rotations + 1, 0);
        }
    }

    public static string LineOf(int index) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"order_id":"o{{index}}","ts":"{{TimeOf(index):yyyy-MM-dd HH:mm:ss.fff}}Z",""" +
            $$""" "user_id":"{{UserOf(index)}}","amount":{{AmountOf(index):0.00}}}"""
        ) + "\n";

    static DateTime TimeOf(int index) => s_start.AddMilliseconds((long)index * StepMs);

    static string UserOf(int index) => $"u{index * 7919 % 1000}";

    static decimal AmountOf(int index) => index % 10_000 / 100m + 1;

    string PathOf(string suffix) => Path.Combine(folder, "logs", "orders.log" + suffix);
}
