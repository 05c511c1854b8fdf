using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Tally.Host.Commands;

/// <summary>Examples below the help of a command.</summary>
static class Examples
{
    /// <summary>The command, whose --help ends with these lines.</summary>
    public static Command WithExamples(this Command command, params string[] lines)
    {
        command.Add(new HelpOption { Action = new HelpWithExamples(lines) });
        return command;
    }

    sealed class HelpWithExamples(string[] lines) : SynchronousCommandLineAction
    {
        readonly HelpAction _help = new();

        public override bool Terminating => true;

        public override int Invoke(ParseResult result)
        {
            var status = _help.Invoke(result);
            var output = result.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var line in lines) output.WriteLine($"  {line}");
            output.WriteLine();
            return status;
        }
    }
}
