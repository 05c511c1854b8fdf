using System.CommandLine;
using Tally.Host.Commands;
using Tally.Host.Running;
using Tally.Host.Sessions;

var root = new RootCommand("Real-time commerce analytics in one process: logs in, SQL over event time, a live screen out.")
{
    DemoCommand.Create(), RunCommand.Create(), SqlCommand.Create(), SchemaCommand.Create(), CheckCommand.Create(), ExplainCommand.Create(),
    SimulateCommand.Create(), LogCommand.Create(), VerifyCommand.Create(),
    TapCommand.Create(), TopCommand.Create(), BenchCommand.Create(),
};
root.Add(HelpCommand.Create(root));
root.Add(CompletionCommand.Create(root));
var parsed = root.Parse(args);
if (UnknownOptions.Find(parsed) is { } unknown) return ExitStatus.Wrong(unknown);
// Live runs store what is under way and take a last checkpoint; how long they may take for it is theirs to say. In a shell Ctrl-C stops a
// statement.
TimeSpan? patience = parsed.CommandResult.Command.Name is "run" or "demo"
    ? LiveProgram.LongestStop
    : SqlCommand.IsShell(parsed)
    ? null
    : TimeSpan.FromSeconds(2);
var status = await parsed.InvokeAsync(new() { ProcessTerminationTimeout = patience });
return parsed.Errors.Count > 0 ? ExitStatus.WrongUse : status;
