using static System.Text.Encoding;
using BenchmarkDotNet.Attributes;
using Tally.Benchmarks.Inputs;
using Tally.Benchmarks.Shop;
using Tally.Engine.Catalog;
using Tally.Engine.Formats;
using Tally.Log;

namespace Tally.Benchmarks.Kernels;

/// <summary>Decoders over records that lie in the caches.</summary>
public class DecoderKernels
{
    const int Records = 1024;

    readonly RecordBlock _orders = new(), _lines = new();
    readonly DecodedRows _rows = new();
    Decoder _two = null!, _all = null!, _csv = null!;

    [GlobalSetup]
    public void Setup()
    {
        SharedInputs.Fill(_orders, new OrderLines(1, 2000), Records);
        for (var i = 0; i < Records; i++)
            _lines.Add(ASCII.GetBytes($"{i},2025-11-11 00:00:{i % 60:00}.250,P{i % 2000:00000},{i % 5},{i}.25"), i);
        var orders = new Queries(".", File.ReadAllText(ShopPipeline.Sql("orders_log.sql"))).Table("orders");
        _two = Decoders.Of(orders, "ts", "amount");
        _all = Decoders.Of(orders, [.. orders.Schema.Fields.Select(field => field.Name)]);
        var csv = new Queries(
            ".",
            "CREATE TABLE t (id BIGINT, ts TIMESTAMP(3), product STRING, quantity INT, amount DECIMAL(12, 2)) WITH ('connector' = " +
                "'filesystem', 'path' = 'x', 'format' = 'csv');"
        ).Table("t");
        _csv = Decoders.Of(csv, [.. csv.Schema.Fields.Select(field => field.Name)]);
    }

    [Benchmark(Description = "JSON order to 2 of 11 columns, a record", OperationsPerInvoke = Records)]
    public int Two() => Decode(_two, _orders);

    [Benchmark(Description = "JSON order to 11 columns, a record", OperationsPerInvoke = Records)]
    public int All() => Decode(_all, _orders);

    [Benchmark(Description = "CSV line to 5 columns, a record", OperationsPerInvoke = Records)]
    public int Csv() => Decode(_csv, _lines);

    int Decode(Decoder decoder, RecordBlock block)
    {
        decoder.Decode(block, 0, block.Count, _rows);
        return _rows.Bad.Count == 0 ? _rows.Count : throw new InvalidOperationException(_rows.Bad[0].Reason);
    }
}
