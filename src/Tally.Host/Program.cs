using System.CommandLine;
using Tally.Host.Commands;
using Tally.Host.Running;
using Tally.Host.Sessions;

var root = new RootCommand("Real-time commerce analytics in one process: logs in, SQL over event time, a live screen out.")
{
    DemoCommand.Create(), RunCommand.Create(), SqlCommand.Create(), SchemaCommand.Create(), CheckCommand.Create(), ExplainCommand.Create(), SimulateCommand.Create(), LogCommand.Create(), VerifyCommand.Create(), TapCommand.Create(), TopCommand.Create(), BenchCommand.Create(),
};
var parsed = root.Parse(args);
// Live runs store what is under way and take a last checkpoint; how long they may take for it is theirs to say.
var status = await parsed.InvokeAsync(new() { ProcessTerminationTimeout = parsed.CommandResult.Command.Name is "run" or "demo" ? LiveProgram.LongestStop : TimeSpan.FromSeconds(2) });
return parsed.Errors.Count > 0 ? ExitStatus.WrongUse : status;
