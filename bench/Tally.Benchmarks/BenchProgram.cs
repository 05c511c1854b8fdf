using Tally.Benchmarks.Harness;
using Tally.Benchmarks.Lines;

namespace Tally.Benchmarks;

/// <summary>tally bench: measures what its options name and writes the results.</summary>
static class BenchProgram
{
    public static async Task<int> RunAsync(string[] arguments, TimeProvider clock)
    {
        try
        {
            if (arguments is ["--help" or "-h" or "-?", ..])
            {
                Console.WriteLine(BenchOptions.Usage);
                return 0;
            }
            var options = BenchOptions.Parse(arguments);
            if (options.List) Console.WriteLine(string.Join('\n', AllLines.All.Select(line => $"{line.Name,-24} {line.What}")));
            else if (options.Line is { } name) return await MeasureAsync(name, options);
            else await MeasureAllAsync(options, clock);
            return 0;
        }
        catch (ArgumentException error)
        {
            Console.Error.WriteLine($"tally bench: {error.Message}\n{BenchOptions.Usage}");
            return 2;
        }
    }

    /// <summary>One line in this process, for the driver.</summary>
    static async Task<int> MeasureAsync(string name, BenchOptions options)
    {
        try
        {
            await AllLines
                .Find([name])
                .Single()
                .Measure(new(options.Seconds, options.Folder ?? throw new ArgumentException("--line needs --folder"), Driver.Emit));
            return 0;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The driver takes the last words as the reason.
            if (error is not NotPossibleException) Console.Error.WriteLine(error.StackTrace);
            Console.Error.WriteLine(error.Message.ReplaceLineEndings(" "));
            return 1;
        }
    }

    static async Task MeasureAllAsync(BenchOptions options, TimeProvider clock)
    {
        var lines = AllLines.Find(options.Names);
        var folder = Directory
            .CreateDirectory(Path.Combine(options.Folder ?? Path.GetTempPath(), $"tally-bench-{Environment.ProcessId}"))
            .FullName;
        try
        {
            var figures = await new Driver(options, folder).RunAsync(lines);
            var report = new Report([.. Machine.Describe(options.Seconds, clock)], Comparisons.Add(figures), AllLines.TitleOf);
            Console.WriteLine(report.Text);
            Write(report, options);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static void Write(Report report, BenchOptions options)
    {
        var root = options.Names.Count == 0 ? Checkout.Root : null;
        if ((options.Out ?? (root is null ? null : Path.Combine(root, "bench", "results", Machine.Slug + ".md"))) is not { } path) return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, report.Text);
        Console.Error.WriteLine($"written to {path}");
        if (root is null || options.Out is not null) return;
        var readme = Path.Combine(root, "README.md");
        File.WriteAllText(readme, report.PutInto(File.ReadAllText(readme)));
    }
}
