using System.Diagnostics;
using Tally.System.Tests.Repository;

namespace Tally.System.Tests.Running;

/// <summary>Where the rows of tally sql go.</summary>
public sealed class SqlOutputTests
{
    [Fact]
    public async Task A_file_keeps_what_others_write_to_it()
    {
        using var folder = new ScratchFolder();
        using var bash = Process.Start(
            "bash",
            [
                "-c",
                $"cd {folder.Path} && {{ export TALLY_JIT=1; echo before; {Path.Combine(Checkout.Root, "tally")} sql -c 'SELECT 1 AS " +
                    $"n'; echo after; }} > out",
            ]
        );
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("before\nn\n1\nafter\n", await File.ReadAllTextAsync(folder["out"], TestContext.Current.CancellationToken));
    }
}
