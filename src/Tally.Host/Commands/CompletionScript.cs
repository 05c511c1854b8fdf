using System.CommandLine;
using System.Text;

namespace Tally.Host.Commands;

/// <summary>Completion scripts made from the commands and options there are.</summary>
static class CompletionScript
{
    public static string Bash(RootCommand root)
    {
        var text = new StringBuilder("_tally() {\n  local words\n  case \"${COMP_WORDS[1]}:${COMP_WORDS[2]}\" in\n");
        foreach (var command in root.Subcommands)
        {
            foreach (var inner in command.Subcommands) text.Append($"    {command.Name}:{inner.Name}) words=\"{Words(inner)}\" ;;\n");
            text.Append($"    {command.Name}:*) words=\"{Words(command)}\" ;;\n");
        }
        text.Append($"    *) words=\"{Words(root)}\" ;;\n  esac\n");
        text.Append("  [ \"$COMP_CWORD\" = 1 ] && words=\"").Append(Words(root)).Append("\"\n");
        return text.Append(
            "  COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n}\ncomplete -o default -F _tally tally\n").ToString();
    }

    public static string Zsh(RootCommand root)
    {
        var text = new StringBuilder("#compdef tally\n_tally() {\n  if (( CURRENT == 2 )); then\n    local -a commands=(\n");
        foreach (var command in Shown(root)) text.Append($"      '{command.Name}:{Quoted(command.Description)}'\n");
        text.Append("    )\n    _describe command commands\n    return\n  fi\n  case $words[2] in\n");
        foreach (var command in Shown(root))
        {
            text.Append($"    {command.Name}) compadd -- {Words(command)}; _files ;;\n");
        }
        return text.Append("  esac\n}\nif [ \"$funcstack[1]\" = _tally ]; then _tally; else compdef _tally tally; fi\n").ToString();
    }

    public static string Fish(RootCommand root)
    {
        var text = new StringBuilder();
        foreach (var command in Shown(root))
        {
            text.Append($"complete -c tally -n __fish_use_subcommand -a {command.Name} -d '{Quoted(command.Description)}'\n");
            foreach (var inner in command.Subcommands)
                text.Append(
                    $"complete -c tally -n '__fish_seen_subcommand_from {command.Name}' -a {inner.Name} -d "
                        + $"'{Quoted(inner.Description)}'\n");
            foreach (var option in command.Options
                .Where(option => !option.Hidden && option.Name.StartsWith("--", StringComparison.Ordinal)))
                text.Append(
                    $"complete -c tally -n '__fish_seen_subcommand_from {command.Name}' -l {option.Name[2..]} -d "
                        + $"'{Quoted(option.Description)}'\n");
        }
        return text.ToString();
    }

    static IEnumerable<Command> Shown(Command command) => command.Subcommands.Where(each => !each.Hidden);

    static string Words(Command command) =>
        string.Join(' ',
            Shown(command).Select(each => each.Name).Concat(command.Options.Where(option => !option.Hidden).Select(option => option.Name))
                .Append("--help").Distinct());

    static string Quoted(string? text) => (text ?? "").Replace("'", "").Replace(":", ",");
}
