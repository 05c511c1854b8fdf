using System.Diagnostics;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Repository;

/// <summary>The README is short, and what it shows is what happens.</summary>
public sealed class ReadmeTests
{
    const int MaxLines = 150;
    const string Mark = "# runs in the tests\n";

    static readonly MarkdownText s_readme = new(Path.Combine(Checkout.Root, "README.md"));

    [Fact]
    public void Is_short() => Assert.InRange(s_readme.Lines.Length, 20, MaxLines);

    [Fact]
    public async Task Commands_print_what_stands_below_them()
    {
        var examples = Examples().ToList();
        Assert.NotEmpty(examples);
        foreach (var (script, expected) in examples)
        {
            // Looks like the root of the repository; what the commands write stays here.
            using var folder = new ScratchFolder();
            foreach (var name in (string[])["tally", "pipelines"]) File.CreateSymbolicLink(folder[name], Path.Combine(Checkout.Root, name));
            var (status, output, errors) = await RunAsync(script, folder.Path);
            Assert.True(status == 0, $"status {status}:\n{errors}");
            Assert.Equal(expected, output);
        }
    }

    static IEnumerable<(string Script, string Expected)> Examples()
    {
        var blocks = s_readme.Blocks;
        for (var i = 0; i < blocks.Count; i++)
        {
            if (blocks[i].Language != "sh" || !blocks[i].Body.StartsWith(Mark, StringComparison.Ordinal))
                continue;
            Assert.True(
                i + 1 < blocks.Count && blocks[i + 1].Language == "text",
                "a block that runs is followed by a ```text block with its output"
            );
            yield return (blocks[i].Body, blocks[i + 1].Body);
        }
    }

    static async Task<(int Status, string Output, string Errors)> RunAsync(string script, string folder)
    {
        // What is printed is the same without compiling ahead of time, which would take a while.
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["TALLY_JIT"] = "1" },
        })!;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromMinutes(5));
        var errors = bash.StandardError.ReadToEndAsync(timeout.Token);
        try
        {
            var output = await bash.StandardOutput.ReadToEndAsync(timeout.Token);
            await bash.WaitForExitAsync(timeout.Token);
            return (bash.ExitCode, output, await errors);
        }
        finally
        {
            if (!bash.HasExited) bash.Kill(entireProcessTree: true);
        }
    }
}
