using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using Tally.Benchmarks.Harness;
using Tally.Benchmarks.Kernels;

namespace Tally.Benchmarks.Lines;

/// <summary>The innermost loops, by BenchmarkDotNet in this process.</summary>
static class KernelLines
{
    public static Line All => new("kernels/all", "kernels", Measure) { Length = 3 };

    static Task Measure(LineContext context)
    {
        var job = Job
            .Default.WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(8)
            .WithIterationCount(8)
            .WithIterationTime(TimeInterval.FromMilliseconds(Math.Clamp(context.Seconds * 10, 50, 250)));
        var config = ManualConfig
            .CreateEmpty()
            .AddJob(job)
            .AddLogger(NullLogger.Instance)
            .AddColumnProvider(BenchmarkDotNet.Columns.DefaultColumnProviders.Instance)
            .WithArtifactsPath(context.Fresh("kernels"))
            .WithOptions(ConfigOptions.DisableLogFile);
        foreach (var type in (Type[])[typeof(DecoderKernels), typeof(DictionaryKernels), typeof(AggregateKernels)])
        {
            foreach (var report in BenchmarkRunner.Run(type, config).Reports)
            {
                var method = report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'');
                var key = "kernels/" + report.BenchmarkCase.Descriptor.WorkloadMethod.Name.ToLowerInvariant();
                if (report.ResultStatistics is { } times)
                    context.Emit(new(key, method, times.Mean, "ns", $"± {times.StandardError:0.00} ns"));
                else
                    context.Emit(Figure.NotMeasured(key, method, "BenchmarkDotNet has no result"));
            }
        }
        return Task.CompletedTask;
    }
}
