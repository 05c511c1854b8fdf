using System.CommandLine;
using System.CommandLine.Parsing;
using Tally.Engine.Sql;

namespace Tally.Host.Commands;

/// <summary>Finds what was meant as an option and is none: without this it would be taken for the name of a file.</summary>
static class UnknownOptions
{
    /// <summary>What to say of the first one; null when there is none.</summary>
    public static string? Find(System.CommandLine.ParseResult parsed)
    {
        var command = parsed.CommandResult;
        var given = parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).Where(token => token.Type == TokenType.Argument)
            .Select(token => token.Value).ToHashSet();
        var taken =
            command.Tokens.Where(token => token.Type == TokenType.Argument).Select(token => token.Value).Concat(parsed.UnmatchedTokens);
        if (taken.FirstOrDefault(value => value.Length > 1 && value[0] == '-' && !value.Contains(' ')
            && (given.Contains(value) || parsed.UnmatchedTokens.Contains(value))) is not { } unknown) return null;
        var name = unknown.Split('=')[0];
        var names = command.Command.Options.Where(option => !option.Hidden).SelectMany(option => option.Aliases.Append(option.Name))
            .Append("--help");
        var near = NearNames.Nearest(name, names);
        return $"{PathOf(command)} has no option {name}"
            + $"{(near is null ? $"; {PathOf(command)} --help lists them" : $"; did you mean {near}?")}";
    }

    static string PathOf(CommandResult command) =>
        command.Parent is CommandResult parent && parent.Command is not RootCommand
            ? $"{PathOf(parent)} {command.Command.Name}"
            : command.Command is RootCommand
            ? "tally"
            : $"tally {command.Command.Name}";
}
