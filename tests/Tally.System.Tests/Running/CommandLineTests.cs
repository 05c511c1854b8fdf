using System.Diagnostics;

namespace Tally.System.Tests.Running;

/// <summary>The command line as a person types it.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("sql --no-headr", "did you mean --no-header?")]
    [InlineData("run --port 80", "tally run has no option --port")]
    [InlineData("log ls --dta x", "did you mean --data?")]
    [InlineData("help schem", "did you mean schema?")]
    public async Task What_is_no_option_is_wrong_use_with_a_near_name(string line, string expected)
    {
        using var folder = new ScratchFolder();
        var (status, output) = await TallyProcess.RunAsync(folder.Path, line.Split(' '));
        Assert.Equal(2, status);
        Assert.Contains(expected, output);
    }

    [Fact]
    public async Task A_statement_is_run_and_written_to_a_file()
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder["a.csv"], "id,v\n1,2.5\n2,x\n", TestContext.Current.CancellationToken);
        var (status, output) =
            await TallyProcess.RunAsync(folder.Path, "sql", "SELECT id FROM 'a.csv' ORDER BY id DESC", "-o", "out.tsv", "--no-header");
        Assert.True(status == 0, output);
        Assert.Equal("2\n1\n", await File.ReadAllTextAsync(folder["out.tsv"], TestContext.Current.CancellationToken));
        Assert.Contains("SELECT * FROM 'a.csv'", (await TallyProcess.RunAsync(folder.Path, "sql", "a.csv")).Output);
    }

    [Fact]
    public async Task The_schema_of_a_file_is_a_statement_that_runs()
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder["a.json"], "{\"ts\":\"2026-11-30T08:00:00+08:00\",\"v\":1.5}\n",
            TestContext.Current.CancellationToken);
        var (status, schema) = await TallyProcess.RunAsync(folder.Path, "schema", "a.json");
        Assert.True(status == 0, schema);
        Assert.Contains("WATERMARK FOR ts AS ts - INTERVAL '5' SECOND", schema);
        await File.WriteAllTextAsync(folder["a.sql"], schema, TestContext.Current.CancellationToken);
        Assert.Contains("1.5", (await TallyProcess.RunAsync(folder.Path, "sql", "a.sql", "SELECT v FROM a")).Output);
    }

    [Fact]
    public async Task The_completion_script_of_bash_completes()
    {
        using var folder = new ScratchFolder();
        var (_, script) = await TallyProcess.RunAsync(folder.Path, "completion", "bash");
        await File.WriteAllTextAsync(folder["script"], script, TestContext.Current.CancellationToken);
        Assert.Equal("--no-header",
            await BashAsync(folder.Path, "source ./script; COMP_WORDS=(tally sql --no); COMP_CWORD=2; _tally; echo ${COMPREPLY[@]}"));
    }

    [Fact]
    public async Task The_shell_by_keys()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/tmux"), "tmux is not here");
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder["a.csv"], "id,v\n1,2.5\n2,7.5\n", TestContext.Current.CancellationToken);
        var tmux = $"tmux -L {Path.GetFileName(folder.Path)} -f /dev/null";
        await BashAsync(folder.Path,
            $"XDG_STATE_HOME={folder.Path} {tmux} new-session -d -x 100 -y 40 "
                + $"'dotnet {Path.Combine(AppContext.BaseDirectory, "tally.dll")} sql'");
        try
        {
            await SeesAsync("tally>");
            await BashAsync(folder.Path, $"{tmux} send-keys \"SELECT SUM(v) AS s\" Enter");
            await SeesAsync("...");
            await BashAsync(folder.Path, $"{tmux} send-keys \"FROM 'a.c\" Tab \"'\\\\;\" Enter");
            await SeesAsync("10.0");
            await BashAsync(folder.Path, $"{tmux} send-keys \"help UPPR\" Enter");
            await SeesAsync("did you mean UPPER?");
            await BashAsync(folder.Path, $"{tmux} send-keys \"SELECT 1\" C-c");
            await SeesAsync("^C");
            await BashAsync(folder.Path, $"{tmux} send-keys Up Up");
            await SeesAsync("> SELECT SUM(v) AS s FROM 'a.csv");
        }
        finally
        {
            await BashAsync(folder.Path, $"{tmux} kill-server");
        }

        async Task SeesAsync(string expected)
        {
            for (var waited = Stopwatch.StartNew(); ;)
            {
                var screen = await BashAsync(folder.Path, $"{tmux} capture-pane -p");
                if (screen.Contains(expected, StringComparison.Ordinal)) return;
                Assert.True(waited.Elapsed < TimeSpan.FromMinutes(2), $"{expected} is not on the screen:\n{screen}");
                await Task.Delay(200, TestContext.Current.CancellationToken);
            }
        }
    }

    static async Task<string> BashAsync(string folder, string script)
    {
        using var bash =
            Process.Start(new ProcessStartInfo("bash", ["-c", script]) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        var output = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output.TrimEnd();
    }
}
