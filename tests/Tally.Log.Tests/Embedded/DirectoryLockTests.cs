using System.Diagnostics;
using Tally.Log.Embedded;

namespace Tally.Log.Tests.Embedded;

/// <summary>One directory, one process.</summary>
public sealed class DirectoryLockTests
{
    [Fact]
    public async Task A_second_log_on_the_directory_is_refused_and_names_the_first()
    {
        using var directory = new ScratchFolder();
        await using (EmbeddedLog.Open(directory.Path))
        {
            var error = Assert.Throws<LogException>(() => EmbeddedLog.Open(directory.Path));
            Assert.Equal(LogErrorKind.Unavailable, error.Kind);
            Assert.Contains($"process {Environment.ProcessId}", error.Message);
        }
        await using var again = EmbeddedLog.Open(directory.Path);
    }

    [Fact]
    public async Task Another_process_is_kept_out_and_keeps_out()
    {
        using var directory = new ScratchFolder();
        if (!File.Exists("/usr/bin/flock")) Assert.Skip("flock is not installed");
        var path = Path.Combine(directory.Path, ".lock");
        await using (EmbeddedLog.Open(directory.Path))
        {
            using var loser = Process.Start("/usr/bin/flock", ["-n", path, "true"]);
            await loser.WaitForExitAsync();
            Assert.NotEqual(0, loser.ExitCode);
        }
        using var winner = Process.Start(
            new ProcessStartInfo("/usr/bin/flock", [path, "sh", "-c", "echo held; read line"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        await winner.StandardOutput.ReadLineAsync();
        Assert.Throws<LogException>(() => EmbeddedLog.Open(directory.Path));
        winner.StandardInput.Close();
        await winner.WaitForExitAsync();
        await using var log = EmbeddedLog.Open(directory.Path);
    }
}
