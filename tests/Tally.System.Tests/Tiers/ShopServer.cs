using System.Globalization;

namespace Tally.System.Tests.Tiers;

/// <summary>A web server of the shop, the edge: its log files grow and rotate while a Tally collects them.</summary>
sealed class ShopServer(TierNode node, string[] orders, string[] pages)
{
    const int RotateAfter = 2000;

    int _orderCount, _pageCount, _inFile;

    public TierNode Node => node;

    /// <summary>Writes the log up to a part of the whole, 0 to 1; the files rotate meanwhile.</summary>
    public void WriteUpTo(double part)
    {
        var (ordersTo, pagesTo) = ((int)(orders.Length * part), Math.Max(_pageCount, (int)(pages.Length * part)));
        while (_orderCount < ordersTo)
        {
            var count = Math.Min(ordersTo - _orderCount, RotateAfter - _inFile);
            Append("orders.log", orders.AsSpan(_orderCount, count));
            (_orderCount, _inFile) = (_orderCount + count, _inFile + count);
            if (_inFile < RotateAfter) continue;
            Rotate("orders.log");
            _inFile = 0;
        }
        Append("access.log", pages.AsSpan(_pageCount, pagesTo - _pageCount));
        _pageCount = pagesTo;
    }

    /// <summary>Writes all orders once more.</summary>
    public void WriteAgain()
    {
        Append("orders.log", orders);
        Rotate("orders.log");
    }

    /// <summary>Writes a line at a later time into each log: it ends all windows before.</summary>
    public void WriteLast(DateTime time)
    {
        Append(
            "orders.log",
            [
                $"{{\"order_id\":\"last\",\"ts\":\"{time:yyyy-MM-dd HH:mm:ss}Z\",\"user_id\":\"U\",\"gender\":\"F\",\"product_id\":\"P\","
                    + "\"category\":\"C\",\"brand\":\"B\",\"merchant\":\"M\",\"province\":\"Gansu\",\"quantity\":1,\"amount\":1.00}",
            ]
        );
        Append(
            "access.log",
            [
                "10.0.0.1 - U ["
                    + time.ToString("dd/MMM/yyyy:HH:mm:ss", CultureInfo.InvariantCulture)
                    + " +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"-\"",
            ]
        );
    }

    void Append(string name, ReadOnlySpan<string> lines)
    {
        if (lines.IsEmpty) return;
        var text = string.Join('\n', lines.ToArray()) + "\n";
        // In two writes, so that a reader may see half a line.
        File.AppendAllText(PathOf(name), text[..(text.Length / 2)]);
        File.AppendAllText(PathOf(name), text[(text.Length / 2)..]);
    }

    void Rotate(string name)
    {
        var number = 1;
        while (File.Exists(PathOf($"{name}.{number}"))) number++;
        for (; number > 1; number--) File.Move(PathOf($"{name}.{number - 1}"), PathOf($"{name}.{number}"));
        File.Move(PathOf(name), PathOf($"{name}.1"));
    }

    string PathOf(string name) => Path.Combine(node.Folder, "logs", name);
}
