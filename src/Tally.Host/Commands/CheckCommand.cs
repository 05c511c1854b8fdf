using System.CommandLine;
using Tally.Host.Sessions;

namespace Tally.Host.Commands;

/// <summary>tally check: everything that can be wrong before it runs, one line a finding.</summary>
static class CheckCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("path") { Description = "Files and folders with SQL", Arity = ArgumentArity.OneOrMore };
        var command = new Command("check", "Finds what is wrong with statements before they run") { paths };
        command.SetAction((result, cancellation) => RunAsync(result.GetValue(paths) ?? [], cancellation));
        return command;
    }

    static async Task<int> RunAsync(string[] paths, CancellationToken cancellation)
    {
        if (paths.FirstOrDefault(path => !File.Exists(path) && !Directory.Exists(path)) is { } missing)
            return ExitStatus.Fail($"there is no file or folder '{missing}'");
        var check = new StatementCheck(SqlSessions.Create());
        var findings = await check.RunAsync(paths, cancellation);
        foreach (var finding in findings) Console.Out.WriteLine(finding);
        foreach (var definition in check.Definitions) Console.Out.WriteLine(definition);
        var errors = findings.Count(finding => finding.IsError);
        Console.Error
            .WriteLine(findings.Count == 0
                ? "nothing found"
                : $"{errors} {(errors == 1 ? "error" : "errors")}, {findings.Count - errors} "
                    + $"{(findings.Count - errors == 1 ? "warning" : "warnings")}");
        return errors == 0 ? ExitStatus.Done : ExitStatus.Failed;
    }
}
