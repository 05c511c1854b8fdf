using System.CommandLine;
using Tally.Engine.Sql;
using Tally.Host.Sessions;

namespace Tally.Host.Commands;

/// <summary>tally help [command]: the same as --help.</summary>
static class HelpCommand
{
    public static Command Create(RootCommand root)
    {
        var names =
            new Argument<string[]>("command") { Description = "The command, none for the list of all", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("help", "Shows what a command does, its options and examples") { names };
        command.SetAction(async (result, cancellation) =>
        {
            var path = result.GetValue(names) ?? [];
            Command found = root;
            foreach (var name in path)
            {
                if (found.Subcommands.FirstOrDefault(each => each.Name == name) is { } next) found = next;
                else
                    return Unknown(name, found);
            }
            return await root.Parse([.. path, "--help"]).InvokeAsync(cancellationToken: cancellation);
        });
        return command;
    }

    static int Unknown(string name, Command parent)
    {
        var near = NearNames.Nearest(name, parent.Subcommands.Select(each => each.Name));
        return ExitStatus.Wrong($"there is no command {name}{(near is null ? "" : $"; did you mean {near}?")}");
    }
}
