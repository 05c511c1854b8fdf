using BenchmarkDotNet.Attributes;
using Tally.Benchmarks.Inputs;

namespace Tally.Benchmarks.Kernels;

/// <summary>Operators over columns that lie in memory.</summary>
public class AggregateKernels
{
    const int Rows = 4096 * 64;

    RowLoop _sum = null!, _distinct = null!, _filtered = null!;

    [GlobalSetup]
    public void Setup()
    {
        _sum = Loop("SELECT window_start, window_end, k, SUM(amount) AS s, COUNT(*) AS n, MAX(amount) AS m", "", ", k");
        _distinct = Loop("SELECT window_start, window_end, COUNT(DISTINCT k) AS n", "", "");
        _filtered = Loop("SELECT window_start, window_end, k, SUM(amount) AS s", "WHERE amount > 500", ", k");
    }

    [Benchmark(Description = "SUM, COUNT and MAX by 1 k keys, a row", OperationsPerInvoke = Rows)]
    public long Sum() => _sum.Run(0, Rows);

    [Benchmark(Description = "COUNT(DISTINCT) of 1 k keys, a row", OperationsPerInvoke = Rows)]
    public long Distinct() => _distinct.Run(0, Rows);

    [Benchmark(Description = "SUM by 1 k keys behind a filter, a row", OperationsPerInvoke = Rows)]
    public long Filtered() => _filtered.Run(0, Rows);

    static RowLoop Loop(string select, string where, string keys)
    {
        var text =
            $"CREATE TABLE events (ts TIMESTAMP(3), k STRING, amount DECIMAL(12, 2), WATERMARK FOR ts AS ts) WITH ('connector' = " +
                $"'datagen'); CREATE VIEW q AS {select} FROM TUMBLE(TABLE events, DESCRIPTOR(ts), INTERVAL '1' MINUTE) {where} GROUP BY " +
                $"window_start, window_end{keys};";
        return new(new Queries(".", text).Build(new CountRows()).Sources[0], 1000);
    }
}
