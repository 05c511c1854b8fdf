using System.CommandLine;
using Tally.Engine.Catalog;
using Tally.Engine.Execution;
using Tally.Engine.Planning;
using Tally.Engine.Sql.Ast;
using Tally.Host.Sessions;

namespace Tally.Host.Commands;

/// <summary>tally explain: prints the plans of all queries and INSERTs; where there is none, of the views.</summary>
static class ExplainCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("path") { Description = "Files and folders with SQL", Arity = ArgumentArity.ZeroOrMore };
        var texts =
            new Option<string[]>("-c", "--command") { Description = "SQL to explain after the files", Arity = ArgumentArity.OneOrMore };
        var command = new Command("explain", "Prints plans, with what Flink does not run unchanged") { paths, texts };
        command.SetAction(async (result, _) =>
        {
            var (files, more) = (result.GetValue(paths) ?? [], result.GetValue(texts) ?? []);
            if (files.Length + more.Length == 0) return ExitStatus.Wrong("nothing to explain: give a file or -c 'SQL'");
            return await Failures.CatchAsync(() => ExplainAsync(files, more));
        });
        return command;
    }

    static Task ExplainAsync(string[] paths, string[] texts)
    {
        var session = SqlSessions.Create();
        var count = 0;
        foreach (var statements in SqlSessions.Load(session, paths, texts))
        {
            foreach (var statement in statements())
            {
                if (session.Catalog.Apply(statement) || statement is ShowStatement or SetStatement) continue;
                if (count++ > 0) Console.Out.WriteLine();
                Console.Out.WriteLine(session.Explain(statement).TrimEnd());
            }
        }
        if (count == 0) ExplainViews(session);
        return Task.CompletedTask;
    }

    static void ExplainViews(SqlSession session)
    {
        var planner = new Planner();
        foreach (var view in session.Catalog.Views)
        {
            Console.Out.WriteLine($"-- {view.Name}");
            Console.Out.WriteLine(planner.PlanView(view, session.Catalog) is { } plan ? planner.Explain(plan, session.Catalog).TrimEnd()
                : "a step of the queries that read it: by itself a stream cannot compute it");
            Console.Out.WriteLine();
        }
    }
}
