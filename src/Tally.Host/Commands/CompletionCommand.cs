using System.CommandLine;
using Tally.Host.Sessions;

namespace Tally.Host.Commands;

/// <summary>tally completion SHELL: a script for the shell that completes commands, options and files.</summary>
static class CompletionCommand
{
    public static Command Create(RootCommand root)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Prints a completion script for a shell") { shell };
        command.SetAction(result =>
        {
            Console.Out
                .Write(result.GetValue(shell) switch { "bash" => CompletionScript.Bash(root), "zsh" => CompletionScript.Zsh(root),
                    _ => CompletionScript.Fish(root) });
            return ExitStatus.Done;
        });
        return command.WithExamples("source <(tally completion bash)", "tally completion zsh > ~/.zfunc/_tally",
            "tally completion fish > ~/.config/fish/completions/tally.fish");
    }
}
