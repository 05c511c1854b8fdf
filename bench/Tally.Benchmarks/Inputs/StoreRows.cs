using System.Text;
using Tally.Engine.Columns;

namespace Tally.Benchmarks.Inputs;

/// <summary>Result rows for a store: 50 windows of 2,000 products a pass. The next pass is 25 windows on, so that half of its keys are new
/// and half are there with other values.</summary>
static class StoreRows
{
    const int Windows = 50, Products = 2000, Step = 25;
    const long StartMs = 1_762_790_400_000, WindowMs = 60_000;

    public const int Count = Windows * Products;

    /// <summary>The columns of <see cref="Pass"/> in SQL.</summary>
    public const string Columns = "window_start TIMESTAMP(3), product_id STRING, sales DECIMAL(38, 2), orders BIGINT";

    /// <summary>The rows of a pass, a batch for each window.</summary>
    public static IEnumerable<Batch> Pass(int number)
    {
        for (var window = 0; window < Windows; window++)
        {
            var (starts, products, sales, orders) = (new Column<long>(), new StringColumn(), new Column<Int128>(), new Column<long>());
            for (var product = 0; product < Products; product++)
            {
                starts.Append(StartMs + (number * Step + window) * WindowMs);
                products.Append(Encoding.ASCII.GetBytes($"P{product:00000}"));
                sales.Append(product * 19_97 + number * 100);
                orders.Append(product + number);
            }
            yield return new() { Count = Products, Columns = [starts, products, sales, orders] };
        }
    }
}
