using System.CommandLine;
using Tally.Host.Running;
using Tally.Host.Sessions;

namespace Tally.Host.Commands;

/// <summary>tally run: runs pipelines until stopped, or to the end when every source is bounded.</summary>
static class RunCommand
{
    public static Command Create()
    {
        var paths =
            new Argument<string[]>("path") { Description =
            "Files and folders with SQL; none: a gateway that takes records and serves results", Arity = ArgumentArity.ZeroOrMore };
        var log =
            new Option<string>("--log") { Description = "embedded (under --data), kafka://host:port,… or http://host:port, another Tally",
                DefaultValueFactory = _ => "embedded" };
        var data =
            new Option<string>("--data") { Description = "Where log, checkpoints and history are kept", DefaultValueFactory = _ => "data" };
        var listen = new Option<string?>("--listen") { Description = "The address of page and API; default http://127.0.0.1:5080" };
        var results =
            new Option<string?>("--results") { Description =
            "redis://host:port where results are shared: with a path they are left there, without one they are served from there" };
        var command = new Command("run",
            "Runs pipelines until stopped, or to the end when every source is bounded") { paths, log, data, listen, results };
        command.SetAction((result, cancellation) => LiveProgram.RunAsync(
            () => new(PipelineFiles.Find(result.GetValue(paths) ?? []), result.GetValue(log)!, Path.GetFullPath(result.GetValue(data)!),
                Environment.CurrentDirectory),
            new(result.GetValue(listen), result.GetValue(results)), null, cancellation));
        return command;
    }
}
