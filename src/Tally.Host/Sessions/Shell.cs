using System.Text;
using Tally.Engine.Execution;
using Tally.Engine.Execution.Printing;
using Tally.Engine.Sql;

namespace Tally.Host.Sessions;

/// <summary>Reads statements from the terminal, each up to its semicolon, and runs them; an error does not end it.</summary>
sealed class Shell(SqlSession session, Func<TimeZoneInfo, IResultPrinter> printer)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        Console.Error.WriteLine("Statements end with ; — SHOW TABLES; DESCRIBE t; EXPLAIN SELECT …; quit; ends.");
        var text = new StringBuilder();
        while (!cancellation.IsCancellationRequested)
        {
            Console.Error.Write(text.Length == 0 ? "tally> " : "   ... ");
            if (Console.ReadLine() is not { } line) break;
            text.AppendLine(line);
            if (!line.TrimEnd().EndsWith(';')) continue;
            var statement = text.ToString();
            text.Clear();
            if (statement.Trim().TrimEnd(';').Trim().ToLowerInvariant() is "quit" or "exit") break;
            await Failures.CatchAsync(() => session.RunAsync(new SourceText("input", statement), printer, cancellation));
        }
    }
}
