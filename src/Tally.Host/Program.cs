using System.CommandLine;
using Tally.Host.Commands;

var root = new RootCommand("Real-time commerce analytics in one process: logs in, SQL over event time, a live screen out.")
{
    DemoCommand.Create(), RunCommand.Create(), SqlCommand.Create(), CheckCommand.Create(), ExplainCommand.Create(), SimulateCommand.Create(), LogCommand.Create(), VerifyCommand.Create(), TapCommand.Create(), TopCommand.Create(), BenchCommand.Create(),
};
var parsed = root.Parse(args);
var status = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 ? ExitStatus.WrongUse : status;
