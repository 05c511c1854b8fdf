using System.Globalization;
using System.Text.Json;
using Tally.Benchmarks.Harness;
using Tally.Benchmarks.Inputs;
using Tally.Benchmarks.Kernels;
using Tally.Benchmarks.Shop;
using Tally.Engine.Catalog;
using Tally.Engine.Formats;
using Tally.Log;

namespace Tally.Benchmarks.Lines;

/// <summary>Only reading the eleven fields of the same orders in memory, on one core: with simdjson, Utf8JsonReader, and Tally's
/// decoder.</summary>
static class PossibleLines
{
    static readonly byte[][] s_names =
        [
            .. "order_id ts user_id gender product_id category brand merchant province quantity amount"
                .Split(' ')
                .Select(System.Text.Encoding.ASCII.GetBytes),
        ];

    public static IEnumerable<Line> All =>
        [
            new("possible/simdjson", "simdjson (C++) reading the 11 fields", SimdjsonAsync),
            new(
                "possible/utf8jsonreader",
                "Utf8JsonReader reading the 11 fields",
                context => Measure(context, "possible/utf8jsonreader", "Utf8JsonReader reading the same", ReadWithFramework)
            ),
            new("possible/tally", "Tally's decoder making columns of the 11 fields", DecodeAsync),
        ];

    static async Task SimdjsonAsync(LineContext context)
    {
        var folder = context.Fresh("native");
        var program = Path.Combine(folder, "read_orders");
        if (!File.Exists("/usr/include/simdjson.h"))
            throw new NotPossibleException("simdjson is not installed (Debian: libsimdjson-dev)");
        await Tool.RunAsync(
            "g++",
            [
                "-O3",
                "-march=native",
                "-std=c++17",
                "-o",
                program,
                Path.Combine(AppContext.BaseDirectory, "Native", "read_orders.cpp"),
                "-lsimdjson",
            ]
        );
        var seconds = context.Seconds.ToString(CultureInfo.InvariantCulture);
        var said = (await Tool.RunAsync(program, [OrderBlocks.Write(folder), seconds])).Output.Split(' ');
        var (events, cpu) = (double.Parse(said[0], CultureInfo.InvariantCulture), double.Parse(said[1], CultureInfo.InvariantCulture));
        context.Emit(
            new(
                "possible/simdjson",
                "simdjson (C++) only reading the 11 fields, events per CPU-second",
                events / cpu / 1e6,
                "M/s",
                $"{cpu * 1e9 / events:0} ns each; on demand, fields in order, g++ -O3 -march=native"
            )
        );
    }

    static Task DecodeAsync(LineContext context)
    {
        var table = new Queries(context.Folder, File.ReadAllText(ShopPipeline.Sql("orders_log.sql"))).Table("orders");
        var decoder = Decoders.Of(table, [.. table.Schema.Fields.Select(field => field.Name)]);
        var rows = new DecodedRows();
        return Measure(context, "possible/tally", "Tally's decoder making columns of the same", block =>
        {
            decoder.Decode(block, 0, block.Count, rows);
            return rows.Count;
        });
    }

    static Task Measure(LineContext context, string key, string what, Func<RecordBlock, long> read)
    {
        var blocks = OrderBlocks.Make();
        long Round() => blocks.Sum(read);
        for (var warm = Measured.Start(); warm.ElapsedSeconds < Math.Min(3, context.Seconds / 2);) Round();
        var (measured, sum, rounds) = (Measured.Start(), 0L, 0L);
        for (; measured.ElapsedSeconds < context.Seconds; rounds++) sum += Round();
        measured.Stop();
        if (sum == 0) throw new InvalidOperationException("nothing was read");
        var events = rounds * OrderBlocks.Count;
        context.Emit(new(key, what + ", events per CPU-second", events / measured.CpuSeconds / 1e6, "M/s", measured.Describe(events)));
        return Task.CompletedTask;
    }

    static long ReadWithFramework(RecordBlock block)
    {
        var sum = 0L;
        for (var i = 0; i < block.Count; i++)
        {
            var reader = new Utf8JsonReader(block.Value(i));
            var field = 0;
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName) continue;
                if (!reader.ValueTextEquals(s_names[field])) throw new InvalidOperationException("the fields are not in their order");
                reader.Read();
                sum += field switch { 9 => reader.GetInt64(), 10 => (long)reader.GetDouble(), _ => reader.ValueSpan.Length };
                field++;
            }
        }
        return sum;
    }
}
