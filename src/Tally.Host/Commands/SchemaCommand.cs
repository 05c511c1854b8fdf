using System.CommandLine;
using Tally.Engine.Inference;
using Tally.Host.Sessions;

namespace Tally.Host.Commands;

/// <summary>tally schema: the CREATE TABLE that the content of files tells.</summary>
static class SchemaCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("file") { Description = "Files, folders or globs in quotes, each a table; - is standard input",
            Arity = ArgumentArity.OneOrMore };
        var command = new Command("schema", "Prints the CREATE TABLE for files, from their content") { paths };
        command.SetAction((result, _) => Failures.CatchAsync(() =>
        {
            foreach (var path in result.GetValue(paths) ?? []) Print(path);
            return Task.CompletedTask;
        }));
        return command.WithExamples("tally schema orders.csv", "tally schema 'logs/access.log*' > streams.sql",
            "zcat orders.json.gz | tally schema -");
    }

    static void Print(string path)
    {
        var table = TableInference.Infer(path, Environment.CurrentDirectory);
        var files = table.FileCount == 1 ? "1 file" : $"{table.FileCount:n0} files";
        Console.Out.WriteLine($"-- from {table.RecordCount:n0} records of {files}");
        Console.Out.Write(table.ToSql());
    }
}
