using System.Globalization;
using System.Text.Json;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Tiers;

/// <summary>What the two servers will have written at the end, and the totals that must come of it.</summary>
sealed class ShopLogs
{
    ShopLogs(string[][] orders, string[][] pages)
    {
        (Orders, Pages) = (orders, pages);
        OrderLines = [.. orders.SelectMany(lines => lines).Where(IsWhole)];
        Gmv = OrderLines.Sum(line => JsonDocument.Parse(line).RootElement.GetProperty("amount").GetDecimal());
        LastTime = OrderLines.Max(line => TimeOf(JsonDocument.Parse(line).RootElement));
        PageCount = pages
            .SelectMany(lines => lines)
            .Count(line => line.Contains(" HTTP/", StringComparison.Ordinal) && !line.Contains(" /static/", StringComparison.Ordinal));
    }

    /// <summary>The order lines of each server, some of them broken.</summary>
    public string[][] Orders { get; }

    /// <summary>The access lines of each server.</summary>
    public string[][] Pages { get; }

    /// <summary>All orders that count.</summary>
    public IReadOnlyList<string> OrderLines { get; }

    public decimal Gmv { get; }

    /// <summary>The time of the last order, UTC.</summary>
    public DateTime LastTime { get; }

    /// <summary>Page views that count.</summary>
    public int PageCount { get; }

    /// <summary>Simulates two servers.</summary>
    public static async Task<ShopLogs> MakeAsync(int orders, int pages)
    {
        using var folder = new ScratchFolder();
        return new(
            [await MakeAsync(folder, "orders", orders, 1), await MakeAsync(folder, "orders", orders, 2)],
            [await MakeAsync(folder, "access", pages, 1), await MakeAsync(folder, "access", pages, 2)]
        );
    }

    /// <summary>The row of the view order_count with some of the last lines.</summary>
    public string OrderCountRow(int lastLines) =>
        string.Create(CultureInfo.InvariantCulture, $"{OrderLines.Count + lastLines},{Gmv + lastLines:0.00}");

    /// <summary>What an order is told by.</summary>
    public static string KeyOf(string line)
    {
        var order = JsonDocument.Parse(line).RootElement;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{order.GetProperty("order_id")} {TimeOf(order):O} {order.GetProperty("product_id")} {order.GetProperty("user_id")}"
        );
    }

    static DateTime TimeOf(JsonElement order) =>
        DateTime.Parse(order.GetProperty("ts").GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);

    static async Task<string[]> MakeAsync(ScratchFolder folder, string kind, int count, int seed)
    {
        Assert.Equal(
            (0, ""),
            await TallyProcess.RunProgramAsync(
                folder.Path,
                "simulate",
                kind,
                "--count",
                $"{count}",
                "--rate",
                $"{Math.Max(20, count / 1000)}",
                "--seed",
                $"{seed}",
                "--out",
                "lines"
            )
        );
        return await File.ReadAllLinesAsync(folder["lines"]);
    }

    static bool IsWhole(string line)
    {
        try
        {
            using var order = JsonDocument.Parse(line);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
