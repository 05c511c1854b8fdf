using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Tally.Benchmarks.Shop;

/// <summary>Orders of a shop as JSON lines of about 215 bytes: 200,000 users, 2,000 products by Zipf's law, 2 s of disorder. The same seed
/// gives the same bytes.</summary>
sealed class OrderLines
{
    const int Users = 200_000, Products = 2000, DisorderMs = 2000;
    const long StartMs = 1_762_790_400_000; // 2025-11-11 00:00 in Shanghai

    static readonly string[] s_provinces =
    [
        "Beijing",
        "Shanghai",
        "Guangdong",
        "Zhejiang",
        "Jiangsu",
        "Sichuan",
        "Hubei",
        "Hunan",
        "Henan",
        "Hebei",
        "Shandong",
        "Fujian",
        "Anhui",
        "Jiangxi",
        "Liaoning",
        "Jilin",
        "Heilongjiang",
        "Shaanxi",
        "Shanxi",
        "Gansu",
        "Qinghai",
        "Ningxia",
        "Xinjiang",
        "Tibet",
        "Yunnan",
        "Guizhou",
        "Guangxi",
        "Hainan",
        "Chongqing",
        "Tianjin",
        "Inner Mongolia",
    ];

    readonly int _eventsPerSecond;
    readonly double[] _ranks = new double[Products];
    readonly byte[][] _products = new byte[Products][];
    readonly long[] _cents = new long[Products];
    readonly byte[][] _provinces = [.. s_provinces.Select(Encoding.ASCII.GetBytes)];
    ulong _state;
    long _count;
    long _second = -1;
    byte[] _secondText = [];

    public OrderLines(ulong seed, int eventsPerSecond)
    {
        (_state, _eventsPerSecond) = (seed, eventsPerSecond);
        var sum = 0.0;
        for (var i = 0; i < Products; i++)
        {
            _ranks[i] = sum += 1 / Math.Pow(i + 1, 0.9);
            _cents[i] = 199 + (long)(NextUnit() * 199_701);
            _products[i] = Encoding.ASCII.GetBytes(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"\",\"product_id\":\"P{i:D5}\",\"category\":\"C{i % 40:D2}\",\"brand\":\"B{i * 7 % 200:D3}\",\"merchant\":\"M"
                        + $"{i * 13 % 500:D3}\",\"province\":\""
                )
            );
        }
    }

    /// <summary>Writes the next order without a line end; returns its length.</summary>
    public int Write(Span<byte> line)
    {
        var product = NextProduct();
        var quantity = NextUnit() < 0.2 ? 1 + (int)(NextUnit() * 4) : 1;
        var user = (int)(NextUnit() * Users);
        var timeMs = Math.Max(StartMs, StartMs + _count * 1000 / _eventsPerSecond - (long)(NextUnit() * DisorderMs));
        var at = 0;
        Put(line, ref at, "{\"order_id\":\"O"u8);
        PutNumber(line, ref at, _count++, "D10");
        Put(line, ref at, "\",\"ts\":\""u8);
        PutTime(line, ref at, timeMs);
        Put(line, ref at, "Z\",\"user_id\":\"U"u8);
        PutNumber(line, ref at, user, "D6");
        Put(line, ref at, "\",\"gender\":\""u8);
        line[at++] = (user % 9) switch { 8 => (byte)'U', > 4 => (byte)'M', _ => (byte)'F' };
        Put(line, ref at, _products[product]);
        Put(line, ref at, _provinces[user % _provinces.Length]);
        Put(line, ref at, "\",\"quantity\":"u8);
        PutNumber(line, ref at, quantity, default);
        Put(line, ref at, ",\"amount\":"u8);
        PutNumber(line, ref at, _cents[product] * quantity / 100, default);
        line[at++] = (byte)'.';
        PutNumber(line, ref at, _cents[product] * quantity % 100, "D2");
        line[at++] = (byte)'}';
        return at;
    }

    int NextProduct()
    {
        var index = Array.BinarySearch(_ranks, NextUnit() * _ranks[^1]);
        return Math.Min(Products - 1, index < 0 ? ~index : index);
    }

    double NextUnit()
    {
        var mixed = _state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB;
        return ((mixed ^ mixed >> 31) >> 11) * (1.0 / (1UL << 53));
    }

    void PutTime(Span<byte> line, ref int at, long timeMs)
    {
        if (timeMs / 1000 != _second)
        {
            _second = timeMs / 1000;
            _secondText = Encoding.ASCII.GetBytes(
                DateTimeOffset.FromUnixTimeSeconds(_second).ToString("yyyy-MM-dd HH:mm:ss.", CultureInfo.InvariantCulture)
            );
        }
        Put(line, ref at, _secondText);
        PutNumber(line, ref at, timeMs % 1000, "D3");
    }

    static void Put(Span<byte> line, ref int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(line[at..]);
        at += text.Length;
    }

    static void PutNumber(Span<byte> line, ref int at, long value, string? format)
    {
        Utf8Formatter.TryFormat(value, line[at..], out var length, format is null ? default : System.Buffers.StandardFormat.Parse(format));
        at += length;
    }
}
